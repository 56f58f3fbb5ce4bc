-- CreateTable
CREATE TABLE "training" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topic" TEXT NOT NULL,
    "about" TEXT,
    "starts_at" DATETIME NOT NULL,
    "place" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "capacity" INTEGER,
    "code" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "broadcast_id" TEXT,
    "state" TEXT NOT NULL,
    "material_text" TEXT,
    "material_file_id" TEXT,
    "created_at" DATETIME NOT NULL,
    "cancelled_at" DATETIME,
    "act_key" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "training_person" (
    "training_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "answer" TEXT,
    "answered_at" DATETIME,
    "offered_until" DATETIME,
    "attended_at" DATETIME,
    "attended_by" TEXT,
    "rating" INTEGER,
    "opinion" TEXT,

    PRIMARY KEY ("training_id", "person_id"),
    CONSTRAINT "training_person_training_id_fkey" FOREIGN KEY ("training_id") REFERENCES "training" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "training_act_key_key" ON "training"("act_key");

-- CreateIndex
CREATE INDEX "training_owner_id_starts_at_idx" ON "training"("owner_id", "starts_at");

-- CreateIndex
CREATE INDEX "training_starts_at_idx" ON "training"("starts_at");

-- CreateIndex
CREATE INDEX "training_broadcast_id_idx" ON "training"("broadcast_id");

-- CreateIndex
CREATE INDEX "training_person_person_id_idx" ON "training_person"("person_id");

-- CreateIndex
CREATE INDEX "training_person_answer_offered_until_idx" ON "training_person"("answer", "offered_until");

