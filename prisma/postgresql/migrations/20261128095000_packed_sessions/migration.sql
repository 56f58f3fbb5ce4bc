-- Conversations are stored in a new form: questions that wait begin anew, reports stay.
DELETE FROM "session";
DELETE FROM "timer" WHERE "state" = 'waiting';
