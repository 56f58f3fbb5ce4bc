-- CreateTable. The once-key is ordered byte by byte, so that a beginning of it is a range of the index.
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT,
    "channel" TEXT,
    "purpose" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "given" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "due_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3),
    "once_key" TEXT COLLATE "C" NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "tries" INTEGER NOT NULL,
    "outbox_id" TEXT,
    "history" TEXT NOT NULL,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notice_once_key_key" ON "notice"("once_key");

-- CreateIndex
CREATE UNIQUE INDEX "notice_outbox_id_key" ON "notice"("outbox_id");

-- CreateIndex
CREATE INDEX "notice_state_channel_due_at_idx" ON "notice"("state", "channel", "due_at");

-- CreateIndex
CREATE INDEX "notice_person_id_state_idx" ON "notice"("person_id", "state");
