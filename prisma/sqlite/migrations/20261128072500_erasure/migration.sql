-- AlterTable
ALTER TABLE "person" ADD COLUMN "erased_at" DATETIME;

-- AlterTable
ALTER TABLE "identity" ADD COLUMN "erased_at" DATETIME;

-- CreateTable
CREATE TABLE "erasure" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "erased_at" DATETIME NOT NULL
);
