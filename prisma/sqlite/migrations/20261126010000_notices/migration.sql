-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT,
    "channel" TEXT,
    "purpose" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "given" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "due_at" DATETIME NOT NULL,
    "expires_at" DATETIME,
    "once_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "tries" INTEGER NOT NULL,
    "outbox_id" TEXT,
    "history" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "notice_once_key_key" ON "notice"("once_key");

-- CreateIndex
CREATE UNIQUE INDEX "notice_outbox_id_key" ON "notice"("outbox_id");

-- CreateIndex
CREATE INDEX "notice_state_channel_due_at_idx" ON "notice"("state", "channel", "due_at");

-- CreateIndex
CREATE INDEX "notice_person_id_state_idx" ON "notice"("person_id", "state");
