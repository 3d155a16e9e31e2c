// The story of a request through amazon-sp-api, as it is sold; only its connection is led to this machine.
const https = require("node:https");
const net = require("node:net");
const assert = require("node:assert");
const { SellingPartner } = require("amazon-sp-api");

const { PORT, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, ASKED, OTHER, US } = process.env;

class Local extends https.Agent {
  createConnection(options, done) {
    return net.connect(Number(PORT), "127.0.0.1", done);
  }
}

async function story() {
  const client = new SellingPartner({
    region: "na",
    refresh_token: REFRESH_TOKEN,
    credentials: { SELLING_PARTNER_APP_CLIENT_ID: CLIENT_ID, SELLING_PARTNER_APP_CLIENT_SECRET: CLIENT_SECRET },
    options: { https_proxy_agent: new Local(), auto_request_throttled: false },
  });
  const call = (operation, more = {}) => client.callAPI({ operation, ...more });

  const resourceSpecification = { sqs: { arn: "arn:aws:sqs:us-east-1:000000000000:orders" } };
  const place = await call("createDestination", { endpoint: "notifications", body: { name: "queue", resourceSpecification } });
  const subscription = await call("createSubscription", {
    endpoint: "notifications", path: { notificationType: "ORDER_CHANGE" },
    body: { destinationId: place.destinationId, payloadVersion: "1.0" },
  });
  assert.ok(subscription.subscriptionId);

  const query = { MarketplaceIds: [US], CreatedAfter: "2026-01-01T00:00:00Z", MaxResultsPerPage: 1 };
  const first = await call("getOrders", { endpoint: "orders", query });
  const next = await call("getOrders", { endpoint: "orders", query: { ...query, NextToken: first.NextToken } });
  assert.deepEqual([first.Orders[0].AmazonOrderId, next.Orders[0].AmazonOrderId], [ASKED, OTHER]);

  const items = await call("getOrderItems", { endpoint: "orders", path: { orderId: ASKED } });
  assert.equal(items.OrderItems[0].BuyerRequestedCancel.IsBuyerRequestedCancel, "true");

  await readsTheReport(client, call);

  const contentType = "text/tab-separated-values; charset=UTF-8";
  const room = await call("createFeedDocument", { endpoint: "feeds", body: { contentType } });
  const content = `order-id\tcancellation-reason-code\tamazon-order-item-code\n${ASKED}\t\t\n`;
  await client.upload(room, { content, contentType });
  const feed = await call("createFeed", {
    endpoint: "feeds",
    body: {
      feedType: "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
      marketplaceIds: [US],
      inputFeedDocumentId: room.feedDocumentId,
    },
  });
  const told = await call("getFeed", { endpoint: "feeds", path: { feedId: feed.feedId } });
  const path = { feedDocumentId: told.resultFeedDocumentId };
  const report = await client.download(await call("getFeedDocument", { endpoint: "feeds", path }));
  assert.match(String(report), /records successful\t\t1/);

  const order = await call("getOrder", { endpoint: "orders", path: { orderId: ASKED } });
  assert.equal(order.OrderStatus, "Canceled");

  const line = (await call("getOrderItems", { endpoint: "orders", path: { orderId: OTHER } })).OrderItems[0];
  const body = {
    marketplaceId: US,
    packageDetail: {
      packageReferenceId: "1", carrierCode: "Harrow", trackingNumber: "HP0000000001",
      shipDate: new Date().toISOString(), orderItems: [{ orderItemId: line.OrderItemId, quantity: 1 }],
    },
  };
  await call("confirmShipment", { endpoint: "orders", path: { orderId: OTHER }, body });

  const problem = { text: "The box has a dent. May we send another one?" };
  const to = { path: { amazonOrderId: OTHER }, query: { marketplaceIds: [US] } };
  await call("createUnexpectedProblem", { endpoint: "messaging", ...to, body: problem });
  console.log("told");
}

async function readsTheReport(client, call) {
  const reportType = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING";
  const asked = await call("createReport", { endpoint: "reports", body: { reportType, marketplaceIds: [US] } });
  const done = await call("getReport", { endpoint: "reports", path: { reportId: asked.reportId } });
  assert.equal(done.processingStatus, "DONE");
  const path = { reportDocumentId: done.reportDocumentId };
  await assert.rejects(call("getReportDocument", { endpoint: "reports", path }), /denied/);

  const named = { method: "GET", path: `/reports/2021-06-30/documents/${done.reportDocumentId}` };
  const body = { restrictedResources: [named] };
  const token = await call("createRestrictedDataToken", { endpoint: "tokens", body });
  const restricted = { endpoint: "reports", path, restricted_data_token: token.restrictedDataToken };
  const rows = await client.download(await call("getReportDocument", restricted), { json: true });
  assert.equal(rows.find((row) => row["order-id"] === ASKED)["is-buyer-requested-cancellation"], "true");
}

story().catch((error) => { console.error(error); process.exit(1); });
