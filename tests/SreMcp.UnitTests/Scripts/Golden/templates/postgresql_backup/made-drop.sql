-- The script asked its comment first: it is the one that this bundle made.
drop database :"made";
