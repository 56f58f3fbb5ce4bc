-- CreateTable
CREATE TABLE "offer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "family_id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "each_grams" INTEGER,
    "count_milli" INTEGER NOT NULL,
    "left_milli" INTEGER NOT NULL,
    "centimos" INTEGER,
    "per" TEXT,
    "day" TEXT,
    "place" TEXT NOT NULL,
    "file_id" TEXT,
    "association_id" TEXT,
    "state" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "closed_at" DATETIME,
    "unanswered" INTEGER NOT NULL DEFAULT 0,
    "act_key" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "reservation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "offer_id" TEXT NOT NULL,
    "asker_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "count_milli" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "asked_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "answered_at" DATETIME,
    "settled_at" DATETIME,
    "feedback" TEXT NOT NULL,
    "act_key" TEXT NOT NULL,
    CONSTRAINT "reservation_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sale_contact" (
    "person_id" TEXT NOT NULL PRIMARY KEY,
    "phone" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "offer_act_key_key" ON "offer"("act_key");

-- CreateIndex
CREATE INDEX "offer_state_kind_product_id_idx" ON "offer"("state", "kind", "product", "id");

-- CreateIndex
CREATE INDEX "offer_state_kind_product_place_id_idx" ON "offer"("state", "kind", "product", "place", "id");

-- CreateIndex
CREATE INDEX "offer_state_kind_place_id_idx" ON "offer"("state", "kind", "place", "id");

-- CreateIndex
CREATE INDEX "offer_expires_at_state_idx" ON "offer"("expires_at", "state");

-- CreateIndex
CREATE INDEX "offer_person_id_state_idx" ON "offer"("person_id", "state");

-- CreateIndex
CREATE INDEX "offer_association_id_state_idx" ON "offer"("association_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "reservation_act_key_key" ON "reservation"("act_key");

-- CreateIndex
CREATE INDEX "reservation_offer_id_state_idx" ON "reservation"("offer_id", "state");

-- CreateIndex
CREATE INDEX "reservation_asker_id_state_idx" ON "reservation"("asker_id", "state");

-- CreateIndex
CREATE INDEX "reservation_owner_id_state_idx" ON "reservation"("owner_id", "state");

-- CreateIndex
CREATE INDEX "reservation_state_expires_at_idx" ON "reservation"("state", "expires_at");

-- CreateIndex
CREATE INDEX "reservation_asked_at_id_idx" ON "reservation"("asked_at", "id");
