-- AlterTable
ALTER TABLE "setup_links" ADD COLUMN     "project_id" UUID;

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "pending" BOOLEAN NOT NULL DEFAULT false;

-- AddForeignKey
ALTER TABLE "setup_links" ADD CONSTRAINT "setup_links_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
