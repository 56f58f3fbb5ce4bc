-- AlterTable
ALTER TABLE "broadcast" ADD COLUMN "ask_consent" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "broadcast" ADD COLUMN "series_id" TEXT;
ALTER TABLE "broadcast" ADD COLUMN "series_day" TEXT;

-- AlterTable
ALTER TABLE "broadcast_recipient" ADD COLUMN "merged" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "broadcast_recipient" ADD COLUMN "answer" TEXT;

-- CreateTable
CREATE TABLE "broadcast_series" (
    "id" TEXT NOT NULL,
    "draft" TEXT NOT NULL,
    "every_days" INTEGER NOT NULL,
    "until_day" TEXT NOT NULL,
    "next_at" TIMESTAMP(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "broadcast_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rest_day" (
    "id" TEXT NOT NULL,
    "municipality_id" TEXT,
    "day" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "rest_day_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_request" (
    "person_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "asked_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "consent_request_pkey" PRIMARY KEY ("person_id", "purpose")
);

-- DropIndex
DROP INDEX "broadcast_recipient_outbox_id_key";

-- CreateIndex
CREATE INDEX "broadcast_recipient_outbox_id_idx" ON "broadcast_recipient"("outbox_id");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_series_id_series_day_key" ON "broadcast"("series_id", "series_day");

-- CreateIndex
CREATE INDEX "broadcast_series_state_next_at_idx" ON "broadcast_series"("state", "next_at");

-- CreateIndex
CREATE INDEX "rest_day_day_idx" ON "rest_day"("day");
