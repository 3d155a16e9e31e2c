CREATE TABLE worlds (
	name VARCHAR(40) NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	created_at INTEGER NOT NULL, 
	last_used_at INTEGER NOT NULL, 
	playing BOOLEAN NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE credentials (
	client_id VARCHAR(80) NOT NULL, 
	world VARCHAR(40) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	client_secret VARCHAR(100) NOT NULL, 
	refresh_token VARCHAR(200) NOT NULL, 
	mws_access_key VARCHAR(40) NOT NULL, 
	mws_secret_key VARCHAR(60) NOT NULL, 
	PRIMARY KEY (client_id), 
	UNIQUE (refresh_token), 
	UNIQUE (mws_access_key)
);

CREATE TABLE settings (
	name VARCHAR(40) NOT NULL, 
	value VARCHAR(400) NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE buckets (
	"key" VARCHAR(160) NOT NULL, 
	"left" DOUBLE NOT NULL, 
	at DOUBLE NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE TABLE presses (
	id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	led_to VARCHAR(2000) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);

CREATE TABLE instructors (
	id VARCHAR(24) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	name_key VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	session_key VARCHAR(24) NOT NULL, 
	created_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name_key)
);

CREATE TABLE invitations (
	code VARCHAR(20) NOT NULL, 
	made_by VARCHAR(40) NOT NULL, 
	expires_at INTEGER NOT NULL, 
	PRIMARY KEY (code)
);

CREATE TABLE failed_sign_ins (
	subject VARCHAR(64) NOT NULL, 
	failures INTEGER NOT NULL, 
	since INTEGER NOT NULL, 
	PRIMARY KEY (subject)
);

CREATE TABLE attempts (
	id VARCHAR(24) NOT NULL, 
	profile VARCHAR(40) NOT NULL, 
	lesson VARCHAR(40) NOT NULL, 
	mode VARCHAR(10) NOT NULL, 
	seed INTEGER NOT NULL, 
	world VARCHAR(40) NOT NULL, 
	started_at INTEGER NOT NULL, 
	progress_at INTEGER NOT NULL, 
	goals_met INTEGER NOT NULL, 
	finished_at INTEGER, 
	score INTEGER, 
	passed BOOLEAN NOT NULL, 
	last_trap VARCHAR(60) NOT NULL, 
	hints JSON NOT NULL, 
	predictions JSON NOT NULL, 
	watched INTEGER NOT NULL, 
	answers JSON NOT NULL, 
	checked_seq INTEGER, 
	again_from VARCHAR(24), 
	debrief JSON, 
	PRIMARY KEY (id), 
	UNIQUE (world)
);

CREATE TABLE attempt_looks (
	id INTEGER NOT NULL, 
	attempt VARCHAR(24) NOT NULL, 
	path VARCHAR(400) NOT NULL, 
	after_seq INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE reviews (
	profile VARCHAR(40) NOT NULL, 
	rule VARCHAR(4) NOT NULL, 
	rung INTEGER NOT NULL, 
	due_at INTEGER NOT NULL, 
	was_sure BOOLEAN NOT NULL, 
	PRIMARY KEY (profile, rule)
);

CREATE TABLE certificates (
	code VARCHAR(20) NOT NULL, 
	profile VARCHAR(40) NOT NULL, 
	nickname VARCHAR(40) NOT NULL, 
	lessons JSON NOT NULL, 
	issued_at INTEGER NOT NULL, 
	PRIMARY KEY (code)
);

CREATE TABLE classes (
	id VARCHAR(12) NOT NULL, 
	code VARCHAR(12) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	instructor_id VARCHAR(24), 
	template VARCHAR(80) NOT NULL, 
	seed INTEGER NOT NULL, 
	store VARCHAR(10) NOT NULL, 
	lessons JSON NOT NULL, 
	free_hints JSON NOT NULL, 
	is_open BOOLEAN NOT NULL, 
	hides_names BOOLEAN NOT NULL, 
	is_frozen BOOLEAN NOT NULL, 
	stopped JSON NOT NULL, 
	created_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (code), 
	FOREIGN KEY(instructor_id) REFERENCES instructors (id)
);

CREATE TABLE learners (
	id VARCHAR(24) NOT NULL, 
	class_id VARCHAR(12) NOT NULL, 
	seat INTEGER NOT NULL, 
	nickname VARCHAR(40) NOT NULL, 
	name_key VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(200), 
	session_key VARCHAR(24) NOT NULL, 
	joined_at INTEGER NOT NULL, 
	seen_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (class_id, name_key), 
	UNIQUE (class_id, seat), 
	FOREIGN KEY(class_id) REFERENCES classes (id)
);

CREATE TABLE class_worlds (
	world VARCHAR(40) NOT NULL, 
	class_id VARCHAR(12) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	buyer_id VARCHAR(24) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	PRIMARY KEY (world), 
	FOREIGN KEY(class_id) REFERENCES classes (id), 
	FOREIGN KEY(buyer_id) REFERENCES learners (id), 
	FOREIGN KEY(seller_id) REFERENCES learners (id)
);

CREATE INDEX ix_worlds_playing ON worlds (playing);

CREATE INDEX ix_credentials_world ON credentials (world);

CREATE INDEX attempts_of_profile ON attempts (profile, lesson, started_at);

CREATE INDEX looks_of_attempt ON attempt_looks (attempt, id);

CREATE INDEX ix_certificates_profile ON certificates (profile);

CREATE INDEX ix_classes_instructor_id ON classes (instructor_id);

CREATE INDEX ix_learners_class_id ON learners (class_id);

CREATE INDEX ix_class_worlds_buyer_id ON class_worlds (buyer_id);

CREATE INDEX ix_class_worlds_seller_id ON class_worlds (seller_id);

CREATE INDEX class_worlds_by_class ON class_worlds (class_id, kind);

