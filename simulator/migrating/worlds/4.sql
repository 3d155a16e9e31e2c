PRAGMA application_id=1297110833;

CREATE TABLE world (
	id INTEGER NOT NULL, 
	seed INTEGER NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	marketplace VARCHAR(10) NOT NULL, 
	marketplaces JSON NOT NULL, 
	date_set VARCHAR(10) NOT NULL, 
	started_at INTEGER NOT NULL, 
	now INTEGER NOT NULL, 
	flags JSON NOT NULL, 
	mode VARCHAR(10) NOT NULL, 
	speed INTEGER NOT NULL, 
	base_now INTEGER NOT NULL, 
	base_wall DOUBLE NOT NULL, 
	beat_wall DOUBLE NOT NULL, 
	generation INTEGER NOT NULL, 
	last_event INTEGER NOT NULL, 
	last_due INTEGER NOT NULL, 
	last_mail INTEGER NOT NULL, 
	faults JSON NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE events (
	seq INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	actor VARCHAR(12) NOT NULL, 
	order_id VARCHAR(24), 
	data JSON NOT NULL, 
	cause INTEGER, 
	PRIMARY KEY (seq)
);

CREATE TABLE agenda (
	id INTEGER NOT NULL, 
	due_at INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	rule VARCHAR(40) NOT NULL, 
	subject VARCHAR(80) NOT NULL, 
	parked TEXT, 
	PRIMARY KEY (id)
);

CREATE TABLE mail (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	role VARCHAR(12) NOT NULL, 
	person_id VARCHAR(24) NOT NULL, 
	address VARCHAR(120) NOT NULL, 
	notice VARCHAR(60) NOT NULL, 
	facts JSON NOT NULL, 
	order_id VARCHAR(24), 
	event_seq INTEGER NOT NULL, 
	critical BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE refused_attempts (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	deed VARCHAR(40) NOT NULL, 
	actor VARCHAR(12) NOT NULL, 
	order_id VARCHAR(24), 
	rule VARCHAR(60) NOT NULL, 
	message TEXT NOT NULL, 
	after_seq INTEGER NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE journal (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	deed VARCHAR(40) NOT NULL, 
	actor VARCHAR(12) NOT NULL, 
	person_id VARCHAR(24), 
	subject VARCHAR(80), 
	args JSON NOT NULL, 
	last_event INTEGER NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE idempotency_keys (
	"key" VARCHAR(200) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	status INTEGER NOT NULL, 
	body JSON NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE TABLE buyers (
	id VARCHAR(24) NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	email VARCHAR(120) NOT NULL, 
	store VARCHAR(10) NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	address JSON NOT NULL, 
	addresses JSON NOT NULL, 
	opted_out BOOLEAN NOT NULL, 
	is_business BOOLEAN NOT NULL, 
	persona VARCHAR(40), 
	acts INTEGER NOT NULL, 
	cart JSON NOT NULL, 
	seen_message INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);

CREATE TABLE sellers (
	id VARCHAR(24) NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	email VARCHAR(120) NOT NULL, 
	marketplaces JSON NOT NULL, 
	handling_days INTEGER, 
	operating_days JSON, 
	cut_off VARCHAR(5), 
	auto_approval_minutes INTEGER, 
	on_vacation BOOLEAN NOT NULL, 
	vacation_from INTEGER, 
	vacation_until INTEGER, 
	carriers JSON, 
	offers_deactivated_at INTEGER, 
	report_columns JSON NOT NULL, 
	mail_off JSON NOT NULL, 
	has_developer_access BOOLEAN NOT NULL, 
	persona VARCHAR(40), 
	acts INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);

CREATE TABLE feeds (
	id INTEGER NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	feed_type VARCHAR(80) NOT NULL, 
	marketplace_ids JSON NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	created_at INTEGER NOT NULL, 
	started_at INTEGER, 
	ended_at INTEGER, 
	input_document VARCHAR(100) NOT NULL, 
	result_document VARCHAR(100), 
	digest VARCHAR(64) NOT NULL, 
	total INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	processed INTEGER NOT NULL, 
	successful INTEGER NOT NULL, 
	warned INTEGER NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE reports (
	status VARCHAR(12) NOT NULL, 
	start_at INTEGER NOT NULL, 
	end_at INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, 
	started_at INTEGER, 
	ended_at INTEGER, 
	rows INTEGER NOT NULL, 
	document VARCHAR(100), 
	schedule_id INTEGER, 
	id INTEGER NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	report_type VARCHAR(100) NOT NULL, 
	marketplace_ids JSON NOT NULL, 
	options JSON NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE report_schedules (
	period VARCHAR(8) NOT NULL, 
	next_at INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	report_type VARCHAR(100) NOT NULL, 
	marketplace_ids JSON NOT NULL, 
	options JSON NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE destinations (
	id VARCHAR(40) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	resource JSON NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE notifications (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	order_id VARCHAR(24), 
	subscription_id VARCHAR(40) NOT NULL, 
	destination_id VARCHAR(40) NOT NULL, 
	payload JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	tries INTEGER NOT NULL, 
	try_at INTEGER NOT NULL, 
	delivered_at INTEGER, 
	answer VARCHAR(200) NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE products (
	sku VARCHAR(40) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	store VARCHAR(10) NOT NULL, 
	asin VARCHAR(10) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	department VARCHAR(60) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	description TEXT NOT NULL, 
	price INTEGER NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	stock INTEGER NOT NULL, 
	opening_stock INTEGER NOT NULL, 
	channel VARCHAR(3) NOT NULL, 
	customizable BOOLEAN NOT NULL, 
	deactivated_at INTEGER, 
	deactivated_why VARCHAR(60), 
	PRIMARY KEY (sku), 
	FOREIGN KEY(seller_id) REFERENCES sellers (id)
);

CREATE TABLE orders (
	number VARCHAR(24) NOT NULL, 
	buyer_id VARCHAR(24), 
	seller_id VARCHAR(24) NOT NULL, 
	store VARCHAR(10) NOT NULL, 
	channel VARCHAR(3) NOT NULL, 
	status VARCHAR(24) NOT NULL, 
	version INTEGER NOT NULL, 
	placed_at INTEGER NOT NULL, 
	last_updated_at INTEGER NOT NULL, 
	available_at INTEGER, 
	released_at INTEGER, 
	ship_from INTEGER, 
	ship_by INTEGER, 
	deliver_from INTEGER, 
	deliver_by INTEGER, 
	auto_cancel_at INTEGER, 
	service VARCHAR(24) NOT NULL, 
	payment VARCHAR(10) NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	items_total INTEGER NOT NULL, 
	shipping_total INTEGER NOT NULL, 
	tax_total INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	charged INTEGER NOT NULL, 
	refunded INTEGER NOT NULL, 
	ship_to JSON NOT NULL, 
	ship_name VARCHAR(100) NOT NULL, 
	attributes JSON NOT NULL, 
	label_bought_at INTEGER, 
	label_voided_at INTEGER, 
	label_tracking VARCHAR(60), 
	handed_at INTEGER, 
	put_back_at INTEGER, 
	picked_at INTEGER, 
	packed_at INTEGER, 
	confirmed_at INTEGER, 
	delivered_at INTEGER, 
	refused_at INTEGER, 
	lost_at INTEGER, 
	carrier VARCHAR(50), 
	tracking VARCHAR(60), 
	picking_at INTEGER, 
	picking_due_at INTEGER, 
	wished_at INTEGER, 
	contacted_at INTEGER, 
	canceled_at INTEGER, 
	canceled_by VARCHAR(12), 
	cancel_reason VARCHAR(40), 
	cancel_rule VARCHAR(60), 
	counts BOOLEAN, 
	seller_memo TEXT NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(buyer_id) REFERENCES buyers (id), 
	FOREIGN KEY(seller_id) REFERENCES sellers (id)
);

CREATE TABLE support_cases (
	id VARCHAR(24) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	opened_at INTEGER NOT NULL, 
	order_ids JSON NOT NULL, 
	items JSON NOT NULL, 
	reason VARCHAR(200) NOT NULL, 
	details TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	answered_at INTEGER, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(seller_id) REFERENCES sellers (id)
);

CREATE TABLE performance_notices (
	id INTEGER NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	at INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	severity VARCHAR(10) NOT NULL, 
	facts JSON NOT NULL, 
	order_id VARCHAR(24), 
	acknowledged_at INTEGER, 
	plan_of_action TEXT NOT NULL, 
	plan_state VARCHAR(10), 
	PRIMARY KEY (id), 
	FOREIGN KEY(seller_id) REFERENCES sellers (id)
);

CREATE TABLE feed_findings (
	id INTEGER NOT NULL, 
	feed_id INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	order_id VARCHAR(40) NOT NULL, 
	code VARCHAR(12) NOT NULL, 
	severity VARCHAR(8) NOT NULL, 
	message TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(feed_id) REFERENCES feeds (id)
);

CREATE TABLE subscriptions (
	id VARCHAR(40) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	payload_version VARCHAR(8) NOT NULL, 
	destination_id VARCHAR(40) NOT NULL, 
	directive JSON NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(destination_id) REFERENCES destinations (id)
);

CREATE TABLE order_items (
	id VARCHAR(15) NOT NULL, 
	order_number VARCHAR(24) NOT NULL, 
	position INTEGER NOT NULL, 
	sku VARCHAR(40) NOT NULL, 
	asin VARCHAR(10) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	quantity INTEGER NOT NULL, 
	unit_price INTEGER NOT NULL, 
	item_tax INTEGER NOT NULL, 
	shipping_price INTEGER NOT NULL, 
	shipping_tax INTEGER NOT NULL, 
	quantity_shipped INTEGER NOT NULL, 
	quantity_canceled INTEGER NOT NULL, 
	quantity_unfulfillable INTEGER NOT NULL, 
	refunded INTEGER NOT NULL, 
	canceled_by VARCHAR(12), 
	cancel_reason VARCHAR(40), 
	PRIMARY KEY (id), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE cancellation_requests (
	order_number VARCHAR(24) NOT NULL, 
	at INTEGER NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	items JSON, 
	state VARCHAR(10) NOT NULL, 
	asked_by_seller BOOLEAN NOT NULL, 
	PRIMARY KEY (order_number), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE packages (
	order_number VARCHAR(24) NOT NULL, 
	reference INTEGER NOT NULL, 
	confirmed_at INTEGER NOT NULL, 
	ship_date INTEGER NOT NULL, 
	carrier VARCHAR(50) NOT NULL, 
	tracking VARCHAR(60) NOT NULL, 
	service VARCHAR(40) NOT NULL, 
	items JSON NOT NULL, 
	PRIMARY KEY (order_number, reference), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE refunds (
	order_number VARCHAR(24) NOT NULL, 
	position INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	amount INTEGER NOT NULL, 
	concession INTEGER NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	items JSON NOT NULL, 
	"by" VARCHAR(12) NOT NULL, 
	memo TEXT NOT NULL, 
	PRIMARY KEY (order_number, position), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE returns (
	order_number VARCHAR(24) NOT NULL, 
	position INTEGER NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	requested_at INTEGER NOT NULL, 
	reason VARCHAR(60) NOT NULL, 
	comment VARCHAR(400) NOT NULL, 
	items JSON NOT NULL, 
	answer_due_at INTEGER, 
	authorized_at INTEGER, 
	received_at INTEGER, 
	refund_due_at INTEGER, 
	refunded_at INTEGER, 
	closed_at INTEGER, 
	PRIMARY KEY (order_number, position), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE claims (
	order_number VARCHAR(24) NOT NULL, 
	ground VARCHAR(24) NOT NULL, 
	opened_at INTEGER NOT NULL, 
	answer_due_at INTEGER NOT NULL, 
	answered_at INTEGER, 
	answer TEXT NOT NULL, 
	decided_at INTEGER, 
	decision VARCHAR(8), 
	appealed_at INTEGER, 
	amount INTEGER NOT NULL, 
	PRIMARY KEY (order_number), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE feedback (
	order_number VARCHAR(24) NOT NULL, 
	at INTEGER NOT NULL, 
	rating INTEGER NOT NULL, 
	comment VARCHAR(400) NOT NULL, 
	removal_requested_at INTEGER, 
	removed_at INTEGER, 
	reply VARCHAR(400) NOT NULL, 
	PRIMARY KEY (order_number), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);

CREATE TABLE threads (
	order_number VARCHAR(24) NOT NULL, 
	buyer_id VARCHAR(24) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	opened_at INTEGER NOT NULL, 
	opened_by VARCHAR(12) NOT NULL, 
	last_at INTEGER NOT NULL, 
	last_n INTEGER NOT NULL, 
	asked_at INTEGER, 
	reply_due_at INTEGER, 
	buyer_saw_at INTEGER, 
	PRIMARY KEY (order_number), 
	FOREIGN KEY(order_number) REFERENCES orders (number), 
	FOREIGN KEY(buyer_id) REFERENCES buyers (id), 
	FOREIGN KEY(seller_id) REFERENCES sellers (id)
);

CREATE TABLE messages (
	order_number VARCHAR(24) NOT NULL, 
	n INTEGER NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	at INTEGER NOT NULL, 
	event_seq INTEGER NOT NULL, 
	sender VARCHAR(12) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	topic VARCHAR(40) NOT NULL, 
	heading VARCHAR(200) NOT NULL, 
	body TEXT NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	intent VARCHAR(40) NOT NULL, 
	critical BOOLEAN NOT NULL, 
	automatic BOOLEAN NOT NULL, 
	breach VARCHAR(60), 
	reply_due_at INTEGER, 
	answered_at INTEGER, 
	waived_at INTEGER, 
	reported_at INTEGER, 
	PRIMARY KEY (order_number, n), 
	FOREIGN KEY(order_number) REFERENCES threads (order_number)
);

CREATE TABLE deliveries (
	order_number VARCHAR(24) NOT NULL, 
	n INTEGER NOT NULL, 
	role VARCHAR(12) NOT NULL, 
	address VARCHAR(120) NOT NULL, 
	delivered BOOLEAN NOT NULL, 
	why_not VARCHAR(60), 
	PRIMARY KEY (order_number, n), 
	FOREIGN KEY(order_number, n) REFERENCES messages (order_number, n)
);

CREATE TABLE attachments (
	order_number VARCHAR(24) NOT NULL, 
	n INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	format VARCHAR(10) NOT NULL, 
	media_type VARCHAR(100) NOT NULL, 
	size INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (order_number, n, position), 
	FOREIGN KEY(order_number, n) REFERENCES messages (order_number, n)
);

CREATE INDEX events_by_order ON events (order_id, seq);

CREATE INDEX ix_events_at ON events (at);

CREATE INDEX events_by_kind ON events (kind, seq);

CREATE INDEX agenda_in_order ON agenda (due_at, rank, id);

CREATE INDEX agenda_by_subject ON agenda (subject, rule);

CREATE INDEX ix_mail_event_seq ON mail (event_seq);

CREATE INDEX mail_by_order ON mail (order_id, id);

CREATE INDEX mail_by_person ON mail (person_id, id);

CREATE INDEX ix_refused_attempts_order_id ON refused_attempts (order_id);

CREATE INDEX ix_buyers_name ON buyers (name);

CREATE INDEX ix_feeds_digest ON feeds (digest);

CREATE INDEX ix_feeds_seller_id ON feeds (seller_id);

CREATE INDEX ix_reports_seller_id ON reports (seller_id);

CREATE INDEX ix_report_schedules_seller_id ON report_schedules (seller_id);

CREATE INDEX ix_destinations_seller_id ON destinations (seller_id);

CREATE INDEX notifications_waiting ON notifications (state, try_at);

CREATE INDEX ix_products_title ON products (title);

CREATE INDEX products_by_seller ON products (seller_id, sku);

CREATE INDEX products_by_asin ON products (asin);

CREATE INDEX orders_of_seller_by_date ON orders (seller_id, channel, status, placed_at, number, service);

CREATE INDEX ix_orders_status ON orders (status);

CREATE INDEX orders_of_seller_dated ON orders (seller_id, placed_at, number);

CREATE INDEX orders_of_seller_counted ON orders (seller_id, canceled_at, number) WHERE counts IS 1;

CREATE INDEX orders_of_seller_by_rule ON orders (seller_id, channel, cancel_rule, status, canceled_at, number) WHERE cancel_rule IS NOT NULL;

CREATE INDEX orders_of_seller_canceled ON orders (seller_id, canceled_at, channel, cancel_rule, cancel_reason, counts);

CREATE INDEX orders_placed ON orders (placed_at, number);

CREATE INDEX orders_of_seller_placed ON orders (seller_id, channel, placed_at, number);

CREATE INDEX orders_of_seller_promised ON orders (seller_id, deliver_by);

CREATE INDEX orders_of_buyer ON orders (buyer_id, placed_at, number);

CREATE INDEX orders_of_seller_updated ON orders (seller_id, last_updated_at, number);

CREATE INDEX orders_of_seller ON orders (seller_id, channel, status, ship_by, number);

CREATE INDEX ix_orders_ship_name ON orders (ship_name);

CREATE INDEX orders_of_seller_confirmed ON orders (seller_id, confirmed_at, channel, ship_by);

CREATE INDEX ix_support_cases_seller_id ON support_cases (seller_id);

CREATE INDEX ix_performance_notices_seller_id ON performance_notices (seller_id);

CREATE INDEX findings_of_feed ON feed_findings (feed_id, record);

CREATE INDEX subscriptions_by_kind ON subscriptions (seller_id, kind);

CREATE INDEX ix_order_items_order_number ON order_items (order_number);

CREATE INDEX ix_order_items_sku ON order_items (sku);

CREATE INDEX requests_by_state ON cancellation_requests (state, order_number);

CREATE INDEX ix_packages_confirmed_at ON packages (confirmed_at);

CREATE INDEX ix_refunds_at ON refunds (at);

CREATE INDEX returns_by_date ON returns (requested_at, order_number);

CREATE INDEX returns_by_state ON returns (state, requested_at, order_number);

CREATE INDEX claims_by_decision ON claims (decided_at, answered_at);

CREATE INDEX threads_of_seller ON threads (seller_id, last_at, order_number);

CREATE INDEX threads_of_buyer ON threads (buyer_id, buyer_saw_at, order_number);

CREATE INDEX threads_of_seller_waiting ON threads (seller_id, reply_due_at, order_number);

CREATE INDEX messages_of_seller ON messages (seller_id, at, reply_due_at, waived_at, answered_at);

CREATE INDEX messages_in_order ON messages (event_seq);

