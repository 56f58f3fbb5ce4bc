-- CreateTable
CREATE TABLE "broadcast" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created_by" TEXT NOT NULL,
    "person_id" TEXT,
    "purpose" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "start_at" DATETIME NOT NULL,
    "window_ms" INTEGER NOT NULL,
    "ignore_quiet" BOOLEAN NOT NULL,
    "approved_by" TEXT,
    "created_at" DATETIME NOT NULL,
    "ended_at" DATETIME
);

-- CreateTable
CREATE TABLE "broadcast_recipient" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "broadcast_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT,
    "channel" TEXT,
    "place" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "outbox_id" TEXT,
    "due_at" DATETIME NOT NULL,
    "history" TEXT NOT NULL,
    CONSTRAINT "broadcast_recipient_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "attention" (
    "person_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "messages" INTEGER NOT NULL,

    PRIMARY KEY ("person_id", "day")
);

-- CreateTable
CREATE TABLE "audience" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "training" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topic" TEXT NOT NULL,
    "starts_at" DATETIME NOT NULL,
    "place" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "audience" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "broadcast_id" TEXT,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "training_place" (
    "training_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "answered_at" DATETIME NOT NULL,
    "attended_at" DATETIME,
    "rating" INTEGER,

    PRIMARY KEY ("training_id", "person_id"),
    CONSTRAINT "training_place_training_id_fkey" FOREIGN KEY ("training_id") REFERENCES "training" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- AlterTable
ALTER TABLE "person_role" ADD COLUMN "scope" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "broadcast_state_start_at_idx" ON "broadcast"("state", "start_at");

-- CreateIndex
CREATE INDEX "broadcast_recipient_broadcast_id_state_channel_place_idx" ON "broadcast_recipient"("broadcast_id", "state", "channel", "place");

-- CreateIndex
CREATE INDEX "broadcast_recipient_person_id_state_idx" ON "broadcast_recipient"("person_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_recipient_broadcast_id_person_id_key" ON "broadcast_recipient"("broadcast_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_recipient_outbox_id_key" ON "broadcast_recipient"("outbox_id");

-- CreateIndex
CREATE UNIQUE INDEX "audience_name_key" ON "audience"("name");

-- CreateIndex
CREATE UNIQUE INDEX "training_code_key" ON "training"("code");

-- CreateIndex
CREATE INDEX "training_state_starts_at_idx" ON "training"("state", "starts_at");

-- CreateIndex
CREATE INDEX "training_place_training_id_answer_answered_at_idx" ON "training_place"("training_id", "answer", "answered_at");

-- CreateIndex
CREATE INDEX "training_place_person_id_idx" ON "training_place"("person_id");

