-- CreateTable
CREATE TABLE "poll" (
    "id" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "broadcast_id" TEXT,
    "closes_at" TIMESTAMP(3) NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "closed_at" TIMESTAMP(3),
    "act_key" TEXT NOT NULL,

    CONSTRAINT "poll_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_answer" (
    "poll_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "option_number" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "poll_answer_pkey" PRIMARY KEY ("poll_id","person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "poll_act_key_key" ON "poll"("act_key");

-- CreateIndex
CREATE INDEX "poll_state_closes_at_idx" ON "poll"("state", "closes_at");

-- CreateIndex
CREATE INDEX "poll_owner_id_closes_at_idx" ON "poll"("owner_id", "closes_at");

-- CreateIndex
CREATE INDEX "poll_broadcast_id_idx" ON "poll"("broadcast_id");

-- CreateIndex
CREATE INDEX "poll_answer_person_id_idx" ON "poll_answer"("person_id");

-- AddForeignKey
ALTER TABLE "poll_answer" ADD CONSTRAINT "poll_answer_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
