-- CreateTable
CREATE TABLE "whatsapp_line" (
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "lid" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state_at" TIMESTAMP(3) NOT NULL,
    "wish" TEXT NOT NULL,
    "code_phone" TEXT,
    "offer" BYTEA,
    "offer_kind" TEXT,
    "fence" INTEGER NOT NULL,
    "seen_at" TIMESTAMP(3),
    "linked_at" TIMESTAMP(3),
    "last_receipt_at" TIMESTAMP(3),
    "credentials" BYTEA,

    CONSTRAINT "whatsapp_line_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "whatsapp_key" (
    "line" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "value" BYTEA NOT NULL,

    CONSTRAINT "whatsapp_key_pkey" PRIMARY KEY ("line", "type", "id")
);

-- CreateTable
CREATE TABLE "whatsapp_disconnect" (
    "id" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "code" INTEGER,

    CONSTRAINT "whatsapp_disconnect_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "whatsapp_sent" (
    "id" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "parcel_id" TEXT NOT NULL,
    "message" BYTEA NOT NULL,
    "sent_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "whatsapp_sent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_alias" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,

    CONSTRAINT "identity_alias_pkey" PRIMARY KEY ("channel", "address")
);

-- CreateIndex
CREATE INDEX "whatsapp_disconnect_line_id_idx" ON "whatsapp_disconnect"("line", "id");

-- CreateIndex
CREATE INDEX "whatsapp_sent_sent_at_idx" ON "whatsapp_sent"("sent_at");

-- CreateIndex
CREATE INDEX "identity_alias_identity_id_idx" ON "identity_alias"("identity_id");

