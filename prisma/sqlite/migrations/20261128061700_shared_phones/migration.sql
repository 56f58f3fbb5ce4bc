-- AlterTable
ALTER TABLE "identity" ADD COLUMN "speaks_until" DATETIME;
ALTER TABLE "identity" ADD COLUMN "addressed" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN "person_id" TEXT;

-- CreateTable
CREATE TABLE "identity_person" (
    "identity_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "session" TEXT,
    "session_at" DATETIME,
    "added_at" DATETIME NOT NULL,

    PRIMARY KEY ("identity_id", "person_id"),
    CONSTRAINT "identity_person_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "identity_person_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "identity_person_person_id_idx" ON "identity_person"("person_id");
