-- AlterTable
ALTER TABLE "instances" ADD COLUMN     "token_id" UUID;
