-- AlterTable
ALTER TABLE "outbox" ADD COLUMN "delivered_at" DATETIME;
ALTER TABLE "outbox" ADD COLUMN "read_at" DATETIME;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN "file_id" TEXT;

-- CreateTable
CREATE TABLE "file" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "mime" TEXT,
    "name" TEXT,
    "size" INTEGER,
    "sha256" TEXT,
    "identity_id" TEXT,
    "channel" TEXT,
    "handle" TEXT,
    "due_at" DATETIME,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" DATETIME NOT NULL,
    "kept_until" DATETIME
);

-- CreateTable
CREATE TABLE "file_content" (
    "sha256" TEXT NOT NULL PRIMARY KEY,
    "bytes" BLOB NOT NULL
);

-- CreateTable
CREATE TABLE "file_copy" (
    "file_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "remote_id" TEXT NOT NULL,
    "until" DATETIME,

    PRIMARY KEY ("file_id", "channel")
);

-- CreateIndex
CREATE INDEX "file_state_due_at_idx" ON "file"("state", "due_at");

-- CreateIndex
CREATE INDEX "file_sha256_idx" ON "file"("sha256");

-- CreateIndex
CREATE INDEX "file_identity_id_idx" ON "file"("identity_id");

-- CreateIndex
CREATE INDEX "file_kept_until_idx" ON "file"("kept_until");

-- CreateIndex
CREATE INDEX "outbox_provider_id_idx" ON "outbox"("provider_id");

