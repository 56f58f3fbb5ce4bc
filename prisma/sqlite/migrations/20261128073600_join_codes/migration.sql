-- AlterTable
ALTER TABLE "identity" ADD COLUMN "invitation" TEXT;

-- CreateTable
CREATE TABLE "join_code" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "family_id" TEXT,
    "association_id" TEXT,
    "person_id" TEXT,
    "identity_id" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "max_uses" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0
);
