create table application_by_flyway (id int);
