-- AlterTable
ALTER TABLE "measurement_series" ADD COLUMN     "newest_at" TIMESTAMPTZ(3);

-- Changed with every window that arrives: room on the same page keeps its indexes as they are.
ALTER TABLE measurement_series SET (fillfactor = 50);
UPDATE measurement_series s SET newest_at = greatest((SELECT max(at) FROM measurements_10s WHERE series_id = s.id),
                                                     (SELECT max(at) FROM measurements_1m WHERE series_id = s.id),
                                                     (SELECT max(at) FROM measurements_1h WHERE series_id = s.id));
