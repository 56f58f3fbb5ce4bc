-- CreateTable
CREATE TABLE "price_quote" (
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "centimos" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "each_grams" INTEGER,
    "per_priced" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "person_id" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,
    "withdrawn_at" TIMESTAMP(3),
    "act_key" TEXT NOT NULL,

    CONSTRAINT "price_quote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_now" (
    "product" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "centimos" INTEGER NOT NULL,
    "low" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    "quotes" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "before_day" TEXT,
    "before_centimos" INTEGER,

    CONSTRAINT "price_now_pkey" PRIMARY KEY ("product", "place", "size")
);

-- CreateTable
CREATE TABLE "paid_report" (
    "id" TEXT NOT NULL,
    "family_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "centimos" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "each_grams" INTEGER,
    "per_priced" INTEGER NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "withdrawn_at" TIMESTAMP(3),
    "act_key" TEXT NOT NULL,

    CONSTRAINT "paid_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_watch" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "bound" TEXT NOT NULL,
    "centimos" INTEGER NOT NULL,
    "armed" BOOLEAN NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "price_watch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "price_quote_act_key_key" ON "price_quote"("act_key");

-- CreateIndex
CREATE INDEX "price_quote_product_place_day_idx" ON "price_quote"("product", "place", "day");

-- CreateIndex
CREATE INDEX "price_quote_day_id_idx" ON "price_quote"("day", "id");

-- CreateIndex
CREATE INDEX "price_quote_person_id_created_at_idx" ON "price_quote"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "price_now_product_day_idx" ON "price_now"("product", "day");

-- CreateIndex
CREATE INDEX "price_now_place_day_idx" ON "price_now"("place", "day");

-- CreateIndex
CREATE UNIQUE INDEX "paid_report_act_key_key" ON "paid_report"("act_key");

-- CreateIndex
CREATE INDEX "paid_report_product_day_idx" ON "paid_report"("product", "day");

-- CreateIndex
CREATE INDEX "paid_report_family_id_product_day_idx" ON "paid_report"("family_id", "product", "day");

-- CreateIndex
CREATE INDEX "price_watch_kind_armed_product_idx" ON "price_watch"("kind", "armed", "product");

-- CreateIndex
CREATE UNIQUE INDEX "price_watch_person_id_kind_product_place_bound_key" ON "price_watch"("person_id", "kind", "product", "place", "bound");
