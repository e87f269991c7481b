-- How many threads read and wrote while a model was measured; null for what was measured before.
ALTER TABLE model_benchmarks ADD COLUMN threads_reading integer, ADD COLUMN threads_writing integer;
