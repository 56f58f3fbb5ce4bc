-- CreateTable
CREATE TABLE "lane_lease" (
    "channel" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "lane_lease_pkey" PRIMARY KEY ("channel")
);
