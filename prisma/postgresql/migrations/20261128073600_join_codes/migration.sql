-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "invitation" TEXT;

-- CreateTable
CREATE TABLE "join_code" (
    "code" TEXT NOT NULL,
    "family_id" TEXT,
    "association_id" TEXT,
    "person_id" TEXT,
    "identity_id" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "max_uses" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "join_code_pkey" PRIMARY KEY ("code")
);
