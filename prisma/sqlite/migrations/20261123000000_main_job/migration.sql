-- CreateTable
CREATE TABLE "milk_report" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "family_id" TEXT NOT NULL,
    "person_id" TEXT,
    "day" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "total_ml" INTEGER,
    "morning_ml" INTEGER,
    "evening_ml" INTEGER,
    "approximate" BOOLEAN NOT NULL DEFAULT false,
    "flagged" BOOLEAN NOT NULL DEFAULT false,
    "reported_at" DATETIME NOT NULL,
    "channel" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "act_key" TEXT NOT NULL,
    "previous_id" TEXT
);

-- CreateTable
CREATE TABLE "milk_day" (
    "family_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "total_ml" INTEGER NOT NULL,
    "morning_ml" INTEGER,
    "evening_ml" INTEGER,
    "approximate" BOOLEAN NOT NULL DEFAULT false,
    "flagged" BOOLEAN NOT NULL DEFAULT false,
    "report_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "reported_at" DATETIME NOT NULL,

    PRIMARY KEY ("family_id", "day"),
    CONSTRAINT "milk_day_family_id_fkey" FOREIGN KEY ("family_id") REFERENCES "family" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "container" (
    "family_id" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "size_ml" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("family_id", "unit"),
    CONSTRAINT "container_family_id_fkey" FOREIGN KEY ("family_id") REFERENCES "family" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "municipality" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "district" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "municipality_id" TEXT NOT NULL,
    CONSTRAINT "district_municipality_id_fkey" FOREIGN KEY ("municipality_id") REFERENCES "municipality" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "community" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "district_id" TEXT NOT NULL,
    CONSTRAINT "community_district_id_fkey" FOREIGN KEY ("district_id") REFERENCES "district" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "association" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "district_id" TEXT NOT NULL,
    CONSTRAINT "association_district_id_fkey" FOREIGN KEY ("district_id") REFERENCES "district" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "family" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "community_id" TEXT,
    "association_id" TEXT,
    "community_told" TEXT,
    "association_told" TEXT,
    "cows_milking" INTEGER,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "family_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "community" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "family_association_id_fkey" FOREIGN KEY ("association_id") REFERENCES "association" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "family_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sex" TEXT,
    "birth_year" INTEGER,
    "language" TEXT NOT NULL,
    "dni" TEXT,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "person_family_id_fkey" FOREIGN KEY ("family_id") REFERENCES "family" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "person_role" (
    "person_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,

    PRIMARY KEY ("person_id", "role"),
    CONSTRAINT "person_role_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "identity" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "person_id" TEXT,
    "language" TEXT,
    "reachable" BOOLEAN NOT NULL DEFAULT true,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "consent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "words" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "current" BOOLEAN NOT NULL DEFAULT true,
    CONSTRAINT "consent_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "inbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,
    "sent_at" DATETIME NOT NULL,
    "sequence" BIGINT NOT NULL,
    "received_at" DATETIME NOT NULL,
    "content" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identity_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "lane" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "unknowns" INTEGER NOT NULL DEFAULT 0,
    "created_at" DATETIME NOT NULL,
    "not_before" DATETIME,
    "expires_at" DATETIME,
    "claimed_at" DATETIME,
    "sent_at" DATETIME,
    "provider_id" TEXT,
    "failure" TEXT,
    "once_key" TEXT
);

-- CreateTable
CREATE TABLE "session" (
    "identity_id" TEXT NOT NULL PRIMARY KEY,
    "program" TEXT,
    "state" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "program" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "flow" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "timer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identity_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "due_at" DATETIME,
    "delay_ms" INTEGER NOT NULL,
    "state" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "daily_run" (
    "job" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "cursor" TEXT,
    "done_at" DATETIME,

    PRIMARY KEY ("job", "day")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identity_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT,
    "created_at" DATETIME NOT NULL,
    "closed_at" DATETIME
);

-- CreateTable
CREATE TABLE "simulator_message" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "picture" BLOB,
    "ticks" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "console_key" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "milk_report_act_key_key" ON "milk_report"("act_key");

-- CreateIndex
CREATE INDEX "milk_report_family_id_reported_at_idx" ON "milk_report"("family_id", "reported_at");

-- CreateIndex
CREATE INDEX "milk_day_day_family_id_idx" ON "milk_day"("day", "family_id");

-- CreateIndex
CREATE UNIQUE INDEX "municipality_name_key" ON "municipality"("name");

-- CreateIndex
CREATE UNIQUE INDEX "district_municipality_id_name_key" ON "district"("municipality_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "community_district_id_name_key" ON "community"("district_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "association_district_id_name_key" ON "association"("district_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "family_code_key" ON "family"("code");

-- CreateIndex
CREATE INDEX "family_community_id_idx" ON "family"("community_id");

-- CreateIndex
CREATE INDEX "family_association_id_idx" ON "family"("association_id");

-- CreateIndex
CREATE INDEX "person_family_id_idx" ON "person"("family_id");

-- CreateIndex
CREATE INDEX "identity_person_id_idx" ON "identity"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_channel_address_key" ON "identity"("channel", "address");

-- CreateIndex
CREATE INDEX "consent_person_id_purpose_current_idx" ON "consent"("person_id", "purpose", "current");

-- CreateIndex
CREATE INDEX "inbox_state_identity_id_sent_at_sequence_idx" ON "inbox"("state", "identity_id", "sent_at", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_channel_provider_id_key" ON "inbox"("channel", "provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_once_key_key" ON "outbox"("once_key");

-- CreateIndex
CREATE INDEX "outbox_state_identity_id_lane_id_idx" ON "outbox"("state", "identity_id", "lane", "id");

-- CreateIndex
CREATE INDEX "session_program_idx" ON "session"("program");

-- CreateIndex
CREATE INDEX "timer_state_due_at_idx" ON "timer"("state", "due_at");

-- CreateIndex
CREATE INDEX "timer_question_idx" ON "timer"("question");

-- CreateIndex
CREATE INDEX "ticket_closed_at_created_at_idx" ON "ticket"("closed_at", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "simulator_message_id_key" ON "simulator_message"("id");

-- CreateIndex
CREATE INDEX "simulator_message_address_seq_idx" ON "simulator_message"("address", "seq");

