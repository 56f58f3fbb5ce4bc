-- CreateTable
CREATE TABLE "whatsapp_line" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "phone" TEXT,
    "lid" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state_at" DATETIME NOT NULL,
    "wish" TEXT NOT NULL,
    "code_phone" TEXT,
    "offer" BLOB,
    "offer_kind" TEXT,
    "fence" INTEGER NOT NULL,
    "seen_at" DATETIME,
    "linked_at" DATETIME,
    "last_receipt_at" DATETIME,
    "credentials" BLOB
);

-- CreateTable
CREATE TABLE "whatsapp_key" (
    "line" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "value" BLOB NOT NULL,

    PRIMARY KEY ("line", "type", "id")
);

-- CreateTable
CREATE TABLE "whatsapp_disconnect" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "line" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "code" INTEGER
);

-- CreateTable
CREATE TABLE "whatsapp_sent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "line" TEXT NOT NULL,
    "parcel_id" TEXT NOT NULL,
    "message" BLOB NOT NULL,
    "sent_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "identity_alias" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,

    PRIMARY KEY ("channel", "address")
);

-- CreateIndex
CREATE INDEX "whatsapp_disconnect_line_id_idx" ON "whatsapp_disconnect"("line", "id");

-- CreateIndex
CREATE INDEX "whatsapp_sent_sent_at_idx" ON "whatsapp_sent"("sent_at");

-- CreateIndex
CREATE INDEX "identity_alias_identity_id_idx" ON "identity_alias"("identity_id");

