-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "addressed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "speaks_until" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "person_id" TEXT;

-- CreateTable
CREATE TABLE "identity_person" (
    "identity_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "session" TEXT,
    "session_at" TIMESTAMP(3),
    "added_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "identity_person_pkey" PRIMARY KEY ("identity_id","person_id")
);

-- CreateIndex
CREATE INDEX "identity_person_person_id_idx" ON "identity_person"("person_id");

-- AddForeignKey
ALTER TABLE "identity_person" ADD CONSTRAINT "identity_person_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity_person" ADD CONSTRAINT "identity_person_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
