-- CreateTable
CREATE TABLE "token_contacts" (
    "token_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_contacts_pkey" PRIMARY KEY ("token_id","kind","name")
);

-- CreateIndex
CREATE INDEX "token_contacts_at_idx" ON "token_contacts"("at");

-- AddForeignKey
ALTER TABLE "token_contacts" ADD CONSTRAINT "token_contacts_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "api_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;
