-- AlterTable
ALTER TABLE "person" ADD COLUMN     "erased_at" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "erased_at" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "erasure" (
    "key" TEXT NOT NULL,
    "erased_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("key")
);
