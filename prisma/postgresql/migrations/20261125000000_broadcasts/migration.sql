-- CreateTable
CREATE TABLE "broadcast" (
    "id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "person_id" TEXT,
    "purpose" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "start_at" TIMESTAMP(3) NOT NULL,
    "window_ms" INTEGER NOT NULL,
    "ignore_quiet" BOOLEAN NOT NULL,
    "approved_by" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,
    "ended_at" TIMESTAMP(3),

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast_recipient" (
    "id" TEXT NOT NULL,
    "broadcast_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "identity_id" TEXT,
    "channel" TEXT,
    "place" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "outbox_id" TEXT,
    "due_at" TIMESTAMP(3) NOT NULL,
    "history" TEXT NOT NULL,

    CONSTRAINT "broadcast_recipient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attention" (
    "person_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "messages" INTEGER NOT NULL,

    CONSTRAINT "attention_pkey" PRIMARY KEY ("person_id","day")
);

-- CreateTable
CREATE TABLE "audience" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "audience_pkey" PRIMARY KEY ("id")
);

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

-- AddForeignKey
ALTER TABLE "broadcast_recipient" ADD CONSTRAINT "broadcast_recipient_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
