-- CreateTable
CREATE TABLE "lane_lease" (
    "channel" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "until" DATETIME NOT NULL
);
