PRAGMA application_id=1297110833;
PRAGMA user_version=4;
BEGIN TRANSACTION;
CREATE TABLE agenda (
	id INTEGER NOT NULL, 
	due_at INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	rule VARCHAR(40) NOT NULL, 
	subject VARCHAR(80) NOT NULL, 
	parked TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "agenda" VALUES(22,1772870399,40,'ship-reminders','900-6095424-5793725',NULL);
INSERT INTO "agenda" VALUES(23,1773125999,40,'ship-reminders','900-6095424-5793725',NULL);
INSERT INTO "agenda" VALUES(24,1773212399,50,'auto-cancel-grace','900-6095424-5793725',NULL);
INSERT INTO "agenda" VALUES(25,1773385199,70,'feedback-reminder','900-9777198-0820220',NULL);
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
INSERT INTO "buyers" VALUES('B000017REH',1,'Joseph Huber','joseph.huber1@us-mail.example','US','en_US','{"city":"Portland","country":"US","line1":"61 Haley Road","line2":"","name":"Joseph Huber","phone":"+1 503 555 0176","postal_code":"97217","state":"OR"}','[]',0,0,NULL,4,'[]',0);
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
CREATE TABLE destinations (
	id VARCHAR(40) NOT NULL, 
	seller_id VARCHAR(24) NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	resource JSON NOT NULL, 
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
INSERT INTO "events" VALUES(1,1772470800,'order-placed','BUYER','900-3021317-1338709','{"buyer_id":"B000017REH","channel":"MFN","currency":"USD","items":{"BAG-LUN-FLT":1},"seller_id":"A001NFLICIVR","total":2860}',NULL);
INSERT INTO "events" VALUES(2,1772470800,'payment-verified','MARKETPLACE','900-3021317-1338709','{"deliver_by":"2026-03-11T06:59:59Z","ship_by":"2026-03-04T07:59:59Z"}',NULL);
INSERT INTO "events" VALUES(3,1772470800,'order-placed','BUYER','900-9777198-0820220','{"buyer_id":"B000017REH","channel":"MFN","currency":"USD","items":{"BAG-LUN-FLT":1},"seller_id":"A001NFLICIVR","total":2860}',NULL);
INSERT INTO "events" VALUES(4,1772470800,'payment-verified','MARKETPLACE','900-9777198-0820220','{"deliver_by":"2026-03-11T06:59:59Z","ship_by":"2026-03-04T07:59:59Z"}',NULL);
INSERT INTO "events" VALUES(5,1772470800,'order-placed','BUYER','900-6420882-7196039','{"buyer_id":"B000017REH","channel":"MFN","currency":"USD","items":{"BAG-LUN-FLT":1},"seller_id":"A001NFLICIVR","total":2860}',NULL);
INSERT INTO "events" VALUES(6,1772470800,'payment-verified','MARKETPLACE','900-6420882-7196039','{"deliver_by":"2026-03-11T06:59:59Z","ship_by":"2026-03-04T07:59:59Z"}',NULL);
INSERT INTO "events" VALUES(7,1772470800,'order-placed','BUYER','900-6095424-5793725','{"buyer_id":"B000017REH","channel":"MFN","currency":"USD","items":{"BAG-LUN-FLT":1},"seller_id":"A001NFLICIVR","total":2860}',NULL);
INSERT INTO "events" VALUES(8,1772470800,'payment-verified','MARKETPLACE','900-6095424-5793725','{"deliver_by":"2026-03-11T06:59:59Z","ship_by":"2026-03-04T07:59:59Z"}',NULL);
INSERT INTO "events" VALUES(9,1772470800,'order-canceled','BUYER','900-3021317-1338709','{"by":"BUYER","cause":"buyer-self-cancel","counts":false,"restocked":{"BAG-LUN-FLT":1},"rule":"count-buyer-self-cancel"}',NULL);
INSERT INTO "events" VALUES(10,1772470800,'shipment-confirmed','SELLER','900-9777198-0820220','{"carrier":"Harrow Parcel","items":{"58020056002114":1},"package":1,"tracking":"T1"}',NULL);
INSERT INTO "events" VALUES(11,1772470800,'order-canceled','SELLER','900-6420882-7196039','{"by":"SELLER","cause":"seller-fault","counts":true,"reason":"NoInventory","rule":"count-seller-fault"}',NULL);
INSERT INTO "events" VALUES(12,1772470800,'rate-warned','MARKETPLACE',NULL,'{"condition":"below","denominator":4,"due_at":"2026-03-05T17:00:00Z","from":"2026-02-23T17:00:00Z","metric":"Cancellation Rate","metric_id":"cancellation_rate","notice":1,"numerator":1,"rate":0.25,"seller_id":"A001NFLICIVR","status":"missed","target":0.025,"to":"2026-03-02T17:00:00Z"}',11);
INSERT INTO "events" VALUES(13,1772524799,'reminder-sent','MARKETPLACE','900-6095424-5793725','{"ship_by":"2026-03-04T07:59:59Z","until":"2026-03-11T06:59:59Z"}',NULL);
INSERT INTO "events" VALUES(14,1772611199,'ship-by-passed','MARKETPLACE','900-6095424-5793725','{"ship_by":"2026-03-04T07:59:59Z"}',NULL);
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
CREATE TABLE idempotency_keys (
	"key" VARCHAR(200) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	status INTEGER NOT NULL, 
	body JSON NOT NULL, 
	PRIMARY KEY ("key")
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
INSERT INTO "journal" VALUES(1,1772470800,'place-order','BUYER','B000017REH',NULL,'{"released":true}',2);
INSERT INTO "journal" VALUES(2,1772470800,'place-order','BUYER','B000017REH',NULL,'{"released":true}',4);
INSERT INTO "journal" VALUES(3,1772470800,'place-order','BUYER','B000017REH',NULL,'{"released":true}',6);
INSERT INTO "journal" VALUES(4,1772470800,'place-order','BUYER','B000017REH',NULL,'{"released":true}',8);
INSERT INTO "journal" VALUES(5,1772470800,'buyer-cancel','BUYER',NULL,'900-3021317-1338709','{}',9);
INSERT INTO "journal" VALUES(6,1772470800,'confirm-shipment','SELLER',NULL,'900-9777198-0820220','{"carrier":"Harrow Parcel","tracking":"T1"}',10);
INSERT INTO "journal" VALUES(7,1772470800,'seller-cancel','SELLER',NULL,'900-6420882-7196039','{"reason":"NoInventory"}',12);
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
INSERT INTO "mail" VALUES(1,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-confirmation','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","buyer_id":"B000017REH","channel":"MFN","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-3021317-1338709","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","seller_id":"A001NFLICIVR","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-3021317-1338709',1,0);
INSERT INTO "mail" VALUES(2,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-released','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-3021317-1338709","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-3021317-1338709',2,0);
INSERT INTO "mail" VALUES(3,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','sold-ship-now','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-3021317-1338709","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-3021317-1338709',2,0);
INSERT INTO "mail" VALUES(4,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-confirmation','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","buyer_id":"B000017REH","channel":"MFN","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-9777198-0820220","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","seller_id":"A001NFLICIVR","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-9777198-0820220',3,0);
INSERT INTO "mail" VALUES(5,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-released','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-9777198-0820220","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-9777198-0820220',4,0);
INSERT INTO "mail" VALUES(6,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','sold-ship-now','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-9777198-0820220","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-9777198-0820220',4,0);
INSERT INTO "mail" VALUES(7,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-confirmation','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","buyer_id":"B000017REH","channel":"MFN","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6420882-7196039","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","seller_id":"A001NFLICIVR","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6420882-7196039',5,0);
INSERT INTO "mail" VALUES(8,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-released','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6420882-7196039","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6420882-7196039',6,0);
INSERT INTO "mail" VALUES(9,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','sold-ship-now','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6420882-7196039","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6420882-7196039',6,0);
INSERT INTO "mail" VALUES(10,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-confirmation','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","buyer_id":"B000017REH","channel":"MFN","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6095424-5793725","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","seller_id":"A001NFLICIVR","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6095424-5793725',7,0);
INSERT INTO "mail" VALUES(11,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-released','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6095424-5793725","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6095424-5793725',8,0);
INSERT INTO "mail" VALUES(12,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','sold-ship-now','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6095424-5793725","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6095424-5793725',8,0);
INSERT INTO "mail" VALUES(13,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-canceled-by-buyer','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","by":"BUYER","canceled_at":"2026-03-02T17:00:00Z","cause":"buyer-self-cancel","counts":false,"currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-3021317-1338709","placed_at":"2026-03-02T17:00:00Z","restocked":{"BAG-LUN-FLT":1},"rule":"count-buyer-self-cancel","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-3021317-1338709',9,0);
INSERT INTO "mail" VALUES(14,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','shipment-confirmed','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","carrier":"Harrow Parcel","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-9777198-0820220","package":1,"placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860,"tracking":"T1"}','900-9777198-0820220',10,0);
INSERT INTO "mail" VALUES(15,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','performance-warning','{"condition":"below","denominator":4,"due_at":"2026-03-05T17:00:00Z","from":"2026-02-23T17:00:00Z","metric":"Cancellation Rate","metric_id":"cancellation_rate","numerator":1,"rate":0.25,"seller":"Copper Kettle Works","status":"missed","target":0.025,"to":"2026-03-02T17:00:00Z"}',NULL,12,0);
INSERT INTO "mail" VALUES(16,1772470800,'buyer','B000017REH','joseph.huber1@us-mail.example','order-canceled-by-seller-buyer','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","by":"SELLER","canceled_at":"2026-03-02T17:00:00Z","cause":"seller-fault","counts":true,"currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6420882-7196039","placed_at":"2026-03-02T17:00:00Z","reason":"NoInventory","rule":"count-seller-fault","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6420882-7196039',11,0);
INSERT INTO "mail" VALUES(17,1772470800,'seller','A001NFLICIVR','seller1@us-shops.example','order-canceled-by-seller-seller','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","by":"SELLER","canceled_at":"2026-03-02T17:00:00Z","cause":"seller-fault","counts":true,"currency":"USD","deliver_by":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6420882-7196039","placed_at":"2026-03-02T17:00:00Z","reason":"NoInventory","rule":"count-seller-fault","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6420882-7196039',11,0);
INSERT INTO "mail" VALUES(18,1772524799,'seller','A001NFLICIVR','seller1@us-shops.example','ship-by-reminder','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","due_at":"2026-03-11T06:59:59Z","items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6095424-5793725","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860,"until":"2026-03-11T06:59:59Z"}','900-6095424-5793725',13,0);
INSERT INTO "mail" VALUES(19,1772611199,'seller','A001NFLICIVR','seller1@us-shops.example','ship-by-reminder','{"auto_cancel_at":"2026-03-11T06:59:59Z","buyer":"Joseph Huber","currency":"USD","deliver_by":"2026-03-11T06:59:59Z","due_at":null,"items":[{"amount":2150,"asin":"B0I96RBZM9","quantity":1,"sku":"BAG-LUN-FLT","title":"Lunch bag, wool felt"}],"order":"900-6095424-5793725","placed_at":"2026-03-02T17:00:00Z","seller":"Copper Kettle Works","ship_by":"2026-03-04T07:59:59Z","store":"US","total":2860}','900-6095424-5793725',14,0);
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
INSERT INTO "order_items" VALUES('88894380247295','900-3021317-1338709',1,'BAG-LUN-FLT','B0I96RBZM9','Lunch bag, wool felt','bag',1,2150,172,499,39,0,1,0,0,'BUYER',NULL);
INSERT INTO "order_items" VALUES('58020056002114','900-9777198-0820220',1,'BAG-LUN-FLT','B0I96RBZM9','Lunch bag, wool felt','bag',1,2150,172,499,39,1,0,0,0,NULL,NULL);
INSERT INTO "order_items" VALUES('57196157600893','900-6420882-7196039',1,'BAG-LUN-FLT','B0I96RBZM9','Lunch bag, wool felt','bag',1,2150,172,499,39,0,1,0,0,'SELLER','NoInventory');
INSERT INTO "order_items" VALUES('27961809115882','900-6095424-5793725',1,'BAG-LUN-FLT','B0I96RBZM9','Lunch bag, wool felt','bag',1,2150,172,499,39,0,0,0,0,NULL,NULL);
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
INSERT INTO "orders" VALUES('900-3021317-1338709','B000017REH','A001NFLICIVR','US','MFN','Canceled',3,1772470800,1772470800,NULL,1772470800,1772524800,1772611199,1772784000,1773212399,1773212399,'Standard','ok','USD',2150,499,211,2860,0,0,'{"city":"Portland","country":"US","line1":"61 Haley Road","line2":"","name":"Joseph Huber","phone":"+1 503 555 0176","postal_code":"97217","state":"OR"}','Joseph Huber','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1772470800,'BUYER',NULL,'count-buyer-self-cancel',0,'');
INSERT INTO "orders" VALUES('900-9777198-0820220','B000017REH','A001NFLICIVR','US','MFN','Shipped',3,1772470800,1772470800,NULL,1772470800,1772524800,1772611199,1772784000,1773212399,1773212399,'Standard','ok','USD',2150,499,211,2860,2860,0,'{"city":"Portland","country":"US","line1":"61 Haley Road","line2":"","name":"Joseph Huber","phone":"+1 503 555 0176","postal_code":"97217","state":"OR"}','Joseph Huber','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1772470800,NULL,NULL,NULL,'Harrow Parcel','T1',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'');
INSERT INTO "orders" VALUES('900-6420882-7196039','B000017REH','A001NFLICIVR','US','MFN','Canceled',3,1772470800,1772470800,NULL,1772470800,1772524800,1772611199,1772784000,1773212399,1773212399,'Standard','ok','USD',2150,499,211,2860,0,0,'{"city":"Portland","country":"US","line1":"61 Haley Road","line2":"","name":"Joseph Huber","phone":"+1 503 555 0176","postal_code":"97217","state":"OR"}','Joseph Huber','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1772470800,'SELLER','NoInventory','count-seller-fault',1,'');
INSERT INTO "orders" VALUES('900-6095424-5793725','B000017REH','A001NFLICIVR','US','MFN','Unshipped',2,1772470800,1772470800,NULL,1772470800,1772524800,1772611199,1772784000,1773212399,1773212399,'Standard','ok','USD',2150,499,211,2860,0,0,'{"city":"Portland","country":"US","line1":"61 Haley Road","line2":"","name":"Joseph Huber","phone":"+1 503 555 0176","postal_code":"97217","state":"OR"}','Joseph Huber','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'');
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
INSERT INTO "packages" VALUES('900-9777198-0820220',1,1772470800,1772470800,'Harrow Parcel','T1','','[{"order_item_id":"58020056002114","quantity":1}]');
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
INSERT INTO "performance_notices" VALUES(1,'A001NFLICIVR',1772470800,'rate-warning','warning','{"condition":"below","denominator":4,"due_at":"2026-03-05T17:00:00Z","from":"2026-02-23T17:00:00Z","metric":"Cancellation Rate","metric_id":"cancellation_rate","numerator":1,"rate":0.25,"status":"missed","target":0.025,"to":"2026-03-02T17:00:00Z"}',NULL,NULL,'',NULL);
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
INSERT INTO "products" VALUES('BAG-LUN-FLT','A001NFLICIVR','US','B0I96RBZM9','Lunch bag, wool felt','kitchen','bag','Strong seams, few zips, and a pocket exactly where you reach for it.',2150,'USD',9997,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('NTB-PLN-WK','A001NFLICIVR','US','B04SZRCIOU','Weekly planner, undated','office','notebook','Paper that takes ink without bleeding, in a binding that lies flat.',1900,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('KNF-CHF-20','A001NFLICIVR','US','B0BGKC27OW','Chef''s knife, 20 cm','kitchen','knife','Ground thin, balanced at the bolster, and easy to keep sharp.',7200,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('LMP-CLP-BK','A001NFLICIVR','US','B0QAVX2AVE','Desk lamp, clamp base','office','lamp','Light where you need it and none where you do not.',3600,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('THR-LIN-BLU','A001NFLICIVR','US','B02YE0RJL8','Linen bedspread, 220 cm, slate blue','home','throw','A quiet, heavy weave that stays where you put it and gets softer with every wash.',9600,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('NTB-SKT-A4','A001NFLICIVR','US','B0CYI2U35F','Sketchbook, A4, 120 pages','office','notebook','Paper that takes ink without bleeding, in a binding that lies flat.',1650,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('KNF-PAR-9','A001NFLICIVR','US','B054VC6957','Paring knife, 9 cm, pear wood','kitchen','knife','Ground thin, balanced at the bolster, and easy to keep sharp.',2300,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('KET-17-SLT','A001NFLICIVR','US','B0QXE84L4C','Enamel kettle, 1.7 L, slate','kitchen','kettle','Heats evenly, pours without a drip, and keeps its color for years.',4250,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('NTB-PKT-3','A001NFLICIVR','US','B0SD815WG6','Pocket notebooks, set of 3','office','notebook','Paper that takes ink without bleeding, in a binding that lies flat.',950,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('SHR-OXF-L','A001NFLICIVR','US','B0TQJ43B7T','Oxford shirt, size L, light blue','clothing','shirt','Cut straight, sewn to last, with spare buttons where it has buttons.',4500,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('BOX-TOL-ROL','A001NFLICIVR','US','B01SC2BNLY','Garden tools in a canvas roll','garden','box','A useful thing, made well and packed without plastic.',4100,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('MUG-ENM-NVY','A001NFLICIVR','US','B0GVYION6J','Enamel mug, navy rim','outdoor','mug','Sits well in the hand and keeps its heat for as long as a good chapter.',1450,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('KNF-BRD-24','A001NFLICIVR','US','B0IX16SJCJ','Bread knife, 24 cm','kitchen','knife','Ground thin, balanced at the bolster, and easy to keep sharp.',4400,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('BOK-MND-HME','A001NFLICIVR','US','B0N5KGUZ6K','Mending Things at Home','books','book','A book to keep on the table rather than the shelf.',2950,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('SHR-LIN-M','A001NFLICIVR','US','B0YY34WK6E','Linen shirt, size M, white','clothing','shirt','Cut straight, sewn to last, with spare buttons where it has buttons.',4900,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('TWL-TEA-3','A001NFLICIVR','US','B0VB88LR6H','Linen tea towels, set of 3','kitchen','towel','Takes up water from the first day and dries before the evening.',1950,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('CND-BEE-20','A001NFLICIVR','US','B0HFCQMD25','Beeswax candle, 20 hours','home','candle','Burns evenly to the end and smells of what it says, no more.',1500,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('BRD-BRD-BCH','A001NFLICIVR','US','B0O69EF8A3','Beech bread board with crumb tray','kitchen','board','Solid wood with a deep edge, oiled once and ready for daily work.',3350,'USD',10000,10000,'MFN',1,NULL,NULL);
INSERT INTO "products" VALUES('BOK-HDG-GDN','A001NFLICIVR','US','B0TQK25E7D','A Garden Behind the Hedge','books','book','A book to keep on the table rather than the shelf.',2200,'USD',10000,10000,'MFN',0,NULL,NULL);
INSERT INTO "products" VALUES('BOK-SLW-BRD','A001NFLICIVR','US','B02UN9T7HM','The Slow Bread Book','books','book','A book to keep on the table rather than the shelf.',2700,'USD',10000,10000,'MFN',0,NULL,NULL);
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
INSERT INTO "sellers" VALUES('A001NFLICIVR',1,'Copper Kettle Works','seller1@us-shops.example','["US"]',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'{}','[]',1,NULL,0);
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
CREATE TABLE tallies (seller_id TEXT, strand TEXT, hour INTEGER, channel TEXT, detail TEXT, number INTEGER, counted INTEGER, PRIMARY KEY (seller_id, strand, hour, channel, detail)) WITHOUT ROWID;
INSERT INTO "tallies" VALUES('A001NFLICIVR','canceled',492353,'MFN','count-buyer-self-cancel/',1,0);
INSERT INTO "tallies" VALUES('A001NFLICIVR','canceled',492353,'MFN','count-seller-fault/NoInventory',1,1);
INSERT INTO "tallies" VALUES('A001NFLICIVR','confirmed',492353,'MFN','',1,0);
INSERT INTO "tallies" VALUES('A001NFLICIVR','packed',492353,'MFN','',1,0);
INSERT INTO "tallies" VALUES('A001NFLICIVR','placed',492353,'MFN','',4,0);
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
INSERT INTO "world" VALUES(1,1,'empty','US','["US"]','announced',1772470800,1772730000,'{}','paused',60,1772730000,1.79532656381516671183e+09,1.79532656381516671183e+09,0,14,26,19,'{}');
CREATE INDEX ix_events_at ON events (at);
CREATE INDEX events_by_kind ON events (kind, seq);
CREATE INDEX events_by_order ON events (order_id, seq);
CREATE INDEX agenda_by_subject ON agenda (subject, rule);
CREATE INDEX agenda_in_order ON agenda (due_at, rank, id);
CREATE INDEX ix_mail_event_seq ON mail (event_seq);
CREATE INDEX mail_by_person ON mail (person_id, id);
CREATE INDEX mail_by_order ON mail (order_id, id);
CREATE INDEX ix_refused_attempts_order_id ON refused_attempts (order_id);
CREATE INDEX ix_buyers_name ON buyers (name);
CREATE INDEX ix_feeds_seller_id ON feeds (seller_id);
CREATE INDEX ix_feeds_digest ON feeds (digest);
CREATE INDEX ix_reports_seller_id ON reports (seller_id);
CREATE INDEX ix_report_schedules_seller_id ON report_schedules (seller_id);
CREATE INDEX ix_destinations_seller_id ON destinations (seller_id);
CREATE INDEX notifications_waiting ON notifications (state, try_at);
CREATE INDEX products_by_seller ON products (seller_id, sku);
CREATE INDEX ix_products_title ON products (title);
CREATE INDEX products_by_asin ON products (asin);
CREATE INDEX orders_of_seller_by_date ON orders (seller_id, channel, status, placed_at, number, service);
CREATE INDEX orders_of_seller_promised ON orders (seller_id, deliver_by);
CREATE INDEX orders_of_seller_updated ON orders (seller_id, last_updated_at, number);
CREATE INDEX orders_of_buyer ON orders (buyer_id, placed_at, number);
CREATE INDEX orders_of_seller_confirmed ON orders (seller_id, confirmed_at, channel, ship_by);
CREATE INDEX ix_orders_ship_name ON orders (ship_name);
CREATE INDEX orders_of_seller_canceled ON orders (seller_id, canceled_at, channel, cancel_rule, cancel_reason, counts);
CREATE INDEX orders_of_seller_placed ON orders (seller_id, channel, placed_at, number);
CREATE INDEX orders_of_seller_dated ON orders (seller_id, placed_at, number);
CREATE INDEX orders_of_seller_counted ON orders (seller_id, canceled_at, number) WHERE counts IS 1;
CREATE INDEX orders_placed ON orders (placed_at, number);
CREATE INDEX ix_orders_status ON orders (status);
CREATE INDEX orders_of_seller ON orders (seller_id, channel, status, ship_by, number);
CREATE INDEX orders_of_seller_by_rule ON orders (seller_id, channel, cancel_rule, status, canceled_at, number) WHERE cancel_rule IS NOT NULL;
CREATE INDEX ix_support_cases_seller_id ON support_cases (seller_id);
CREATE INDEX ix_performance_notices_seller_id ON performance_notices (seller_id);
CREATE INDEX findings_of_feed ON feed_findings (feed_id, record);
CREATE INDEX subscriptions_by_kind ON subscriptions (seller_id, kind);
CREATE INDEX ix_order_items_sku ON order_items (sku);
CREATE INDEX ix_order_items_order_number ON order_items (order_number);
CREATE INDEX requests_by_state ON cancellation_requests (state, order_number);
CREATE INDEX ix_packages_confirmed_at ON packages (confirmed_at);
CREATE INDEX ix_refunds_at ON refunds (at);
CREATE INDEX returns_by_date ON returns (requested_at, order_number);
CREATE INDEX returns_by_state ON returns (state, requested_at, order_number);
CREATE INDEX claims_by_decision ON claims (decided_at, answered_at);
CREATE INDEX threads_of_buyer ON threads (buyer_id, buyer_saw_at, order_number);
CREATE INDEX threads_of_seller_waiting ON threads (seller_id, reply_due_at, order_number);
CREATE INDEX threads_of_seller ON threads (seller_id, last_at, order_number);
CREATE INDEX messages_of_seller ON messages (seller_id, at, reply_due_at, waived_at, answered_at);
CREATE INDEX messages_in_order ON messages (event_seq);
CREATE VIEW tally_placed AS SELECT o.number AS id, o.placed_at AS at, o.seller_id AS seller_id, o.channel AS channel, '' AS detail, 1 AS number, 0 AS counted FROM orders o WHERE o.channel IN ('MFN', 'AFN');
CREATE VIEW tally_defect AS SELECT o.number AS id, o.placed_at AS at, o.seller_id AS seller_id, o.channel AS channel, coalesce(iif(f.removed_at IS NULL, f.rating, NULL), '') || '/' || iif(c.order_number IS NULL, '', coalesce(c.decision, 'open')) AS detail, 1 AS number, 0 AS counted FROM orders o LEFT JOIN feedback f ON f.order_number = o.number LEFT JOIN claims c ON c.order_number = o.number WHERE o.channel IN ('MFN', 'AFN') AND (f.order_number IS NOT NULL OR c.order_number IS NOT NULL);
CREATE VIEW tally_canceled AS SELECT o.number AS id, o.canceled_at AS at, o.seller_id AS seller_id, o.channel AS channel, coalesce(o.cancel_rule, '') || '/' || coalesce(o.cancel_reason, '') AS detail, 1 AS number, coalesce(o.counts, 0) AS counted FROM orders o WHERE o.canceled_at IS NOT NULL;
CREATE VIEW tally_confirmed AS SELECT o.number AS id, o.confirmed_at AS at, o.seller_id AS seller_id, o.channel AS channel, '' AS detail, 1 AS number, coalesce(o.confirmed_at > o.ship_by, 0) AS counted FROM orders o WHERE o.confirmed_at IS NOT NULL;
CREATE VIEW tally_packed AS SELECT p.order_number AS id, p.confirmed_at AS at, o.seller_id AS seller_id, o.channel AS channel, '' AS detail, 1 AS number, (o.handed_at IS NOT NULL AND p.tracking <> '' AND (o.label_tracking IS NULL OR p.tracking = o.label_tracking)) AS counted FROM packages p CROSS JOIN orders o ON o.number = p.order_number WHERE true;
CREATE VIEW tally_promised AS SELECT o.number AS id, o.deliver_by AS at, o.seller_id AS seller_id, o.channel AS channel, '' AS detail, i.quantity_shipped AS number, iif(coalesce(o.delivered_at, o.refused_at) <= o.deliver_by, i.quantity_shipped, 0) AS counted FROM orders o JOIN order_items i ON i.order_number = o.number WHERE o.deliver_by IS NOT NULL AND o.handed_at IS NOT NULL AND o.tracking <> '' AND i.quantity_shipped > 0;
CREATE TRIGGER tally_orders AFTER INSERT ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'placed', at / 3600, channel, detail, number, counted FROM tally_placed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; INSERT INTO tallies SELECT seller_id, 'canceled', at / 3600, channel, detail, number, counted FROM tally_canceled WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; INSERT INTO tallies SELECT seller_id, 'confirmed', at / 3600, channel, detail, number, counted FROM tally_confirmed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_feedback_update_before BEFORE UPDATE OF removed_at, rating ON feedback BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, -number, -counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_feedback_update_after AFTER UPDATE OF removed_at, rating ON feedback BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, number, counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_feedback_insert_before BEFORE INSERT ON feedback BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, -number, -counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_feedback_insert_after AFTER INSERT ON feedback BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, number, counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_claims_update_before BEFORE UPDATE OF decision ON claims BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, -number, -counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_claims_update_after AFTER UPDATE OF decision ON claims BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, number, counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_claims_insert_before BEFORE INSERT ON claims BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, -number, -counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_defect_claims_insert_after AFTER INSERT ON claims BEGIN INSERT INTO tallies SELECT seller_id, 'defect', at / 3600, channel, detail, number, counted FROM tally_defect WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_canceled_orders_update_before BEFORE UPDATE OF canceled_at, cancel_rule, cancel_reason, counts ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'canceled', at / 3600, channel, detail, -number, -counted FROM tally_canceled WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_canceled_orders_update_after AFTER UPDATE OF canceled_at, cancel_rule, cancel_reason, counts ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'canceled', at / 3600, channel, detail, number, counted FROM tally_canceled WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_confirmed_orders_update_before BEFORE UPDATE OF confirmed_at, ship_by ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'confirmed', at / 3600, channel, detail, -number, -counted FROM tally_confirmed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_confirmed_orders_update_after AFTER UPDATE OF confirmed_at, ship_by ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'confirmed', at / 3600, channel, detail, number, counted FROM tally_confirmed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_orders_update_before BEFORE UPDATE OF handed_at, label_tracking ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, -number, -counted FROM tally_packed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_orders_update_after AFTER UPDATE OF handed_at, label_tracking ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, number, counted FROM tally_packed WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_packages_update_before BEFORE UPDATE OF confirmed_at, tracking ON packages BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, -number, -counted FROM tally_packed WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_packages_update_after AFTER UPDATE OF confirmed_at, tracking ON packages BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, number, counted FROM tally_packed WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_packages_insert_before BEFORE INSERT ON packages BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, -number, -counted FROM tally_packed WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_packed_packages_insert_after AFTER INSERT ON packages BEGIN INSERT INTO tallies SELECT seller_id, 'packed', at / 3600, channel, detail, number, counted FROM tally_packed WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_orders_update_before BEFORE UPDATE OF deliver_by, delivered_at, refused_at, handed_at, tracking ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, -number, -counted FROM tally_promised WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_orders_update_after AFTER UPDATE OF deliver_by, delivered_at, refused_at, handed_at, tracking ON orders BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, number, counted FROM tally_promised WHERE id = NEW.number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_order_items_update_before BEFORE UPDATE OF quantity_shipped ON order_items BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, -number, -counted FROM tally_promised WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_order_items_update_after AFTER UPDATE OF quantity_shipped ON order_items BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, number, counted FROM tally_promised WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_order_items_insert_before BEFORE INSERT ON order_items BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, -number, -counted FROM tally_promised WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
CREATE TRIGGER tally_promised_order_items_insert_after AFTER INSERT ON order_items BEGIN INSERT INTO tallies SELECT seller_id, 'promised', at / 3600, channel, detail, number, counted FROM tally_promised WHERE id = NEW.order_number ON CONFLICT DO UPDATE SET number = number + excluded.number, counted = counted + excluded.counted; END;
COMMIT;
