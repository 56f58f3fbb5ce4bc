-- Conversations of the first compiler cannot be walked by this one: they begin anew. Nothing reported is touched.
DELETE FROM "session";
DELETE FROM "program";
UPDATE "timer" SET "state" = 'stale' WHERE "state" = 'waiting';

-- CreateTable
CREATE TABLE "publication" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "flow" TEXT NOT NULL,
    "program" TEXT,
    "published_by" TEXT NOT NULL,
    "note" TEXT,
    "published_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "flow_run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identity_id" TEXT NOT NULL,
    "person_id" TEXT,
    "channel" TEXT NOT NULL,
    "language" TEXT,
    "flow" TEXT NOT NULL,
    "program" TEXT NOT NULL,
    "began_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "outcome" TEXT
);

-- CreateTable
CREATE TABLE "flow_answer" (
    "run_id" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("run_id", "node"),
    CONSTRAINT "flow_answer_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "flow_run" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "publication_flow_id_idx" ON "publication"("flow", "id");

-- CreateIndex
CREATE INDEX "flow_run_flow_began_at_idx" ON "flow_run"("flow", "began_at");

-- CreateIndex
CREATE INDEX "flow_run_person_id_idx" ON "flow_run"("person_id");

