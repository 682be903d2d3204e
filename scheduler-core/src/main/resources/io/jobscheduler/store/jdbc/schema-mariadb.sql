-- Scheduler for Spring Boot, schema version 1, MariaDB 10.6 or later.
-- @@ stands for the prefix of the tables. Every statement may be run again.

CREATE TABLE IF NOT EXISTS @@SCHEDULE (
	id VARCHAR(200) PRIMARY KEY,
	uid BINARY(16) NOT NULL,
	version BIGINT NOT NULL,
	format INT NOT NULL,
	application VARCHAR(200),
	task VARCHAR(200) NOT NULL,
	state INT NOT NULL,
	reason VARCHAR(2000),
	trigger_format VARCHAR(200) NOT NULL,
	definition LONGTEXT NOT NULL,
	declaration LONGTEXT,
	next_fire BIGINT,
	due_at BIGINT,
	watermark BIGINT,
	last_fire BIGINT,
	last_ended BIGINT,
	waiting BOOLEAN NOT NULL,
	failures INT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS @@SCHEDULE_DUE ON @@SCHEDULE (state, due_at);
CREATE INDEX IF NOT EXISTS @@SCHEDULE_APPLICATION ON @@SCHEDULE (application, id);

CREATE TABLE IF NOT EXISTS @@JOB (
	id BINARY(16) PRIMARY KEY,
	format INT NOT NULL,
	task VARCHAR(200) NOT NULL,
	payload_version INT NOT NULL,
	payload LONGTEXT NOT NULL,
	settings MEDIUMTEXT,
	priority INT NOT NULL,
	state INT NOT NULL,
	due_at BIGINT NOT NULL,
	unique_key VARCHAR(200) UNIQUE,
	schedule VARCHAR(200),
	fire_time BIGINT,
	watched BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	token BIGINT NOT NULL,
	failures INT NOT NULL,
	abandonments INT NOT NULL,
	node VARCHAR(200),
	lease_until BIGINT,
	last_error VARCHAR(2000),
	progress VARCHAR(1000)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS @@JOB_CLAIM ON @@JOB (priority DESC, state, due_at, id);
CREATE INDEX IF NOT EXISTS @@JOB_TASK ON @@JOB (task, state, priority DESC, due_at, id);
CREATE INDEX IF NOT EXISTS @@JOB_SCHEDULE ON @@JOB (schedule);
CREATE INDEX IF NOT EXISTS @@JOB_RUNNING ON @@JOB (state, lease_until);

CREATE TABLE IF NOT EXISTS @@RESULT (
	id BINARY(16) PRIMARY KEY,
	task VARCHAR(200) NOT NULL,
	schedule VARCHAR(200),
	fire_time BIGINT,
	watched BOOLEAN NOT NULL,
	outcome INT NOT NULL,
	token BIGINT NOT NULL,
	attempt INT NOT NULL,
	node VARCHAR(200),
	started_at BIGINT,
	ended_at BIGINT NOT NULL,
	result_value LONGTEXT,
	error_type VARCHAR(300),
	error_message VARCHAR(2000),
	error_trace MEDIUMTEXT,
	details LONGTEXT,
	expires_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS @@RESULT_EXPIRES ON @@RESULT (expires_at);
CREATE INDEX IF NOT EXISTS @@RESULT_ENDED ON @@RESULT (ended_at, id);
CREATE INDEX IF NOT EXISTS @@RESULT_SCHEDULE ON @@RESULT (schedule, ended_at);

CREATE TABLE IF NOT EXISTS @@SKIPPED (
	id BIGINT AUTO_INCREMENT PRIMARY KEY,
	schedule VARCHAR(200) NOT NULL,
	first_fire BIGINT NOT NULL,
	last_fire BIGINT NOT NULL,
	fire_count BIGINT NOT NULL,
	reason INT NOT NULL,
	recorded_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS @@SKIPPED_SCHEDULE ON @@SKIPPED (schedule, last_fire);
CREATE INDEX IF NOT EXISTS @@SKIPPED_RECORDED ON @@SKIPPED (recorded_at);

CREATE TABLE IF NOT EXISTS @@TASK (
	id VARCHAR(200) PRIMARY KEY,
	canonical VARCHAR(200) NOT NULL,
	max_running INT,
	rate_permits INT,
	rate_period BIGINT,
	rate_window TEXT
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS @@CANCEL (
	id BINARY(16) PRIMARY KEY,
	retention BIGINT NOT NULL,
	requested_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS @@NODE (
	id VARCHAR(200) PRIMARY KEY,
	incarnation VARCHAR(200) NOT NULL,
	application VARCHAR(200) NOT NULL,
	role VARCHAR(200) NOT NULL,
	declared LONGTEXT NOT NULL,
	lease BIGINT NOT NULL,
	started_at BIGINT NOT NULL,
	heartbeat_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS @@MODE (
	id VARCHAR(200) PRIMARY KEY,
	told INT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE SEQUENCE IF NOT EXISTS @@TOKEN START WITH 1 INCREMENT BY 1000;

CREATE TABLE IF NOT EXISTS @@META (
	name VARCHAR(64) PRIMARY KEY,
	meta_value VARCHAR(200) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
INSERT INTO @@META (name, meta_value)
	SELECT 'schema-version', '1' FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM @@META WHERE name = 'schema-version');
