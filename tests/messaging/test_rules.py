"""What the content rules find in messages, and above all what they leave alone."""

import pytest

from messaging.rules import breaches, findings, refusals

FOUND = [
    # HTML
    ("plain-text-only", "<b>Important</b> news about your order"),
    ("plain-text-only", "Hello<br/>your parcel is ready"),
    ("plain-text-only", "<a href='x'>here</a>"),
    ("plain-text-only", "Size&nbsp;M is ready"),
    ("plain-text-only", "<script>alert(1)</script>"),
    ("plain-text-only", "＜b＞wide＜/b＞"),
    # links
    ("no-links", "Track it at https://carrier.example/track?id=1"),
    ("no-links", "See www.bestlamps.example for the manual"),
    ("no-links", "You find us at bestlamps.com, come by"),
    ("no-links", "manual: bestlamps.co.uk/manual"),
    ("no-links", "besuchen Sie uns auf lampenhaus.de gern wieder"),
    ("no-links", "bestlamps dot com has the manual"),
    ("no-links", "meilleures-lampes.fr"),
    ("no-links", "hxxp://bit.ly/x1"),
    ("no-links", "go to 203.0.113.7:8080/form"),
    ("no-links", "ｈｔｔｐｓ：／／evil.example/a"),
    ("no-links", "http\u200bs://evil.example/a"),
    # contact details
    ("no-contact-details", "Write to joe@mail.example please"),
    ("no-contact-details", "Write to joe at mail dot com please"),
    ("no-contact-details", "joe (at) mail (dot) com"),
    ("no-contact-details", "joe [at] mail.com"),
    ("no-contact-details", "meine Adresse: joe ät mail punkt de, oder joe(at)mail.de"),
    ("no-contact-details", "escríbame a joe arroba correo punto com"),
    ("no-contact-details", "Call me at (206) 555-0142 tonight"),
    ("no-contact-details", "206-555-0142"),
    ("no-contact-details", "my number is +44 20 7946 0958"),
    ("no-contact-details", "Rufen Sie an: 030 23125 123"),
    ("no-contact-details", "appelez le 01 99 00 12 34"),
    ("no-contact-details", "電話は 03-5550-1234 です"),
    ("no-contact-details", "joe アットマーク mail ドット com"),
    ("no-contact-details", "text 5550142199"),
    ("no-contact-details", "call two zero six five five five zero one four two"),
    ("no-contact-details", "Message us on WhatsApp"),
    ("no-contact-details", "schreiben Sie mir per Telegram"),
    ("no-contact-details", "escríbenos por WhatsApp"),
    ("no-contact-details", "our Instagram has photos"),
    # marketing
    ("no-marketing", "Here is a coupon for your next order"),
    ("no-marketing", "Use code LAMP at checkout"),
    ("no-marketing", "Get 20% off everything"),
    ("no-marketing", "Visit our store for the new lamps"),
    ("no-marketing", "Check out our other products"),
    ("no-marketing", "Buy directly at our website and save"),
    ("no-marketing", "Follow us on social media"),
    ("no-marketing", "Subscribe to our newsletter"),
    ("no-marketing", "Als Dank ein Gutschein für Ihre nächste Bestellung"),
    ("no-marketing", "Besuchen Sie unseren Onlineshop"),
    ("no-marketing", "Voici un code promo"),
    ("no-marketing", "Un bon de réduction pour votre prochaine commande"),
    ("no-marketing", "Le ofrecemos un cupón para su próxima compra"),
    ("no-marketing", "Ecco un codice sconto"),
    ("no-marketing", "Een kortingscode voor uw volgende bestelling"),
    ("no-marketing", "次回のご購入に使える割引クーポンをプレゼントします"),
    # review pressure
    ("no-review-pressure", "Please change your review"),
    ("no-review-pressure", "Could you remove the negative feedback?"),
    ("no-review-pressure", "Please leave us a 5-star review"),
    ("no-review-pressure", "Give us five stars please"),
    ("no-review-pressure", "We refund you in exchange for your review"),
    ("no-review-pressure", "If you leave a review we send you a gift"),
    ("no-review-pressure", "Contact us before leaving negative feedback"),
    ("no-review-pressure", "If you are happy, please leave a review"),
    ("no-review-pressure", "We'd appreciate it if you removed your one-star review"),
    ("no-review-pressure", "Bitte ändern Sie Ihre Bewertung"),
    ("no-review-pressure", "Könnten Sie die Bewertung löschen?"),
    ("no-review-pressure", "Pourriez-vous supprimer votre avis ?"),
    ("no-review-pressure", "Por favor, elimine su reseña"),
    ("no-review-pressure", "La prego di modificare la sua recensione"),
    ("no-review-pressure", "Kunt u uw beoordeling aanpassen?"),
    ("no-review-pressure", "レビューを削除していただけませんか"),
    # asking the buyer to cancel for the seller's own fault
    ("breach-asking-buyer", "We are out of stock, please cancel your order"),
    ("breach-asking-buyer", "The price was wrong. Could you request cancellation in Your Orders?"),
    ("breach-asking-buyer", "Please request a cancellation, we cannot ship this item"),
    ("breach-asking-buyer", "There was a pricing error, you can cancel the order yourself"),
    ("breach-asking-buyer", "Please choose 'Order created by mistake' as the reason"),
    ("breach-asking-buyer", "Kindly request cancellation so our cancellation rate stays low"),
    ("breach-asking-buyer", "Der Artikel ist ausverkauft. Bitte stornieren Sie die Bestellung."),
    ("breach-asking-buyer", "L'article est en rupture de stock, veuillez annuler votre commande."),
    ("breach-asking-buyer", "El producto está agotado, por favor cancele el pedido."),
    ("breach-asking-buyer", "L'articolo è esaurito, può annullare l'ordine?"),
    ("breach-asking-buyer", "Het artikel is uitverkocht, kunt u de bestelling annuleren?"),
    ("breach-asking-buyer", "在庫切れのため、キャンセルリクエストをお願いいたします"),
]

LAWFUL = [
    "Your order 900-1234567-7654321 has shipped.",
    "Tracking number 1Z999AA10123456784, carrier Parcel North.",
    "Tracking 9400 1000 0000 0000 0000 00 was scanned today.",
    "Tracking: 7712 3456 7890",
    "Sendungsnummer 00340434161094042557 ist unterwegs.",
    "The invoice number is 0123456789.",
    "We refund $1,234.56 within 2 days.",
    "Shipped on 2026-03-02, arrives 03/06/2026.",
    "Am 02.03.2026 um 14:30 Uhr versendet.",
    "You will get an e-mail from the marketplace.",
    "Please review your order details.",
    "Please check the address before we ship.",
    "Your feedback helps us understand the problem.",
    "Thank you for your positive feedback!",
    "You are welcome to leave a review of the product.",
    "The coupon you used was applied to this order.",
    "We will change the address as you asked.",
    "The item weighs < 3 kg and is > 20 cm long.",
    "I <3 this lamp",
    "Size is 10x20x30 cm, voltage 110-240 V.",
    "ISBN 978-3-16-148410-0 is the second edition.",
    "SKU LAMP-01 and ASIN B0ABCDEF12 are in the parcel.",
    "The ZIP code is 98101-1234.",
    "Part number 0815-4711-22 fits your model.",
    "You ordered it at 9:40 and we packed it at 10:05.",
    "It is in stock and ships today.",
    "If you still want to cancel, please choose Request cancellation in Your Orders.",
    "As you asked us to cancel, please open Your Orders and select Request cancellation.",
    "You do not need to cancel; we are out of stock and have canceled the order for you.",
    "The item is out of stock, so we canceled your order with that reason.",
    "We are sorry, the item is sold out. Your order was canceled and you were not charged.",
    "A shipping label was bought, so we cannot cancel. Please return it for a refund.",
    "The parcel left our warehouse. Please refuse the delivery or return it.",
    "Your parcel is on its way. You can return it for a refund.",
    "We canceled the wrong order. Please place a new order if you still want the lamp.",
    "Could you confirm the engraving text?",
    "Which size do you need, M or L?",
    "Please tell us your apartment number.",
    "The carrier will deliver between 9:00 and 12:00.",
    "Your package weighs 1,200 g; it holds 3 items at 19.99 each.",
    "Thanks for your patience. It ships tomorrow.",
    "We opened a case with Seller Support; they decide.",
    "The refund of 45.00 was issued on Monday.",
    "The lamp uses an E27 bulb, 60 W at most.",
    "The signal of the remote reaches 10 m.",
    "Follow the steps in the manual, page 12.",
    "Your discount of $3.00 was refunded as well.",
    "Ihre Bestellung wurde heute versendet. Vielen Dank!",
    "Wenn Sie stornieren möchten, wählen Sie unter Meine Bestellungen die Stornierung.",
    "Der Preis beträgt 1.234,56 EUR inklusive Versand.",
    "Bitte bestätigen Sie Ihre Adresse.",
    "Votre commande a été expédiée hier.",
    "Merci de confirmer votre adresse de livraison.",
    "Si vous souhaitez annuler, ouvrez Vos commandes et demandez l'annulation.",
    "Su pedido ha sido enviado. Gracias por su compra.",
    "Si desea cancelar, vaya a Mis pedidos y solicite la cancelación.",
    "Il suo ordine è stato spedito oggi.",
    "Può restituire l'articolo per un rimborso.",
    "Uw bestelling is vandaag verzonden.",
    "U kunt het pakket weigeren of terugsturen.",
    "ご注文の商品を本日発送いたしました。",
    "住所に誤りがないかご確認ください。",
    "商品の返品をご希望の場合はご連絡ください。",
    "The file manual.pdf is attached; invoice.docx follows.",
    "The box is 0.5 m high and has 1,000,000 tiny pearls.",
    "Version 10.0.0.1 of the firmware is installed.",
    "Please wait until Friday.It is late because of snow.",
    "Your case number is 1234567890.",
    "UPS 1Z 999 AA1 01 2345 6784",
    "Order 111 2223334 5556667",
    "Room 0123/4567 on floor 3",
    "IBAN DE89 3704 0044 0532 0130 00",
    "Your return label: RMA 555-123-4567",
    "We expect it back in stock on May 10.",
]


def rules_of(text: str, sender: str = "seller", kind: str = "other", **more: object) -> list[str]:
    return [finding.rule for finding in findings(text, sender=sender, kind=kind, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=[text[:40] for _, text in FOUND])
def test_prohibited_content_is_found_and_quoted(rule: str, text: str) -> None:
    found = [finding for finding in findings(text, sender="seller", kind="other") if finding.rule == rule]
    assert found
    assert all(text[one.start : one.end] == one.fragment for one in found)


@pytest.mark.parametrize("text", LAWFUL, ids=[text[:40] for text in LAWFUL])
def test_lawful_sentences_are_left_alone(text: str) -> None:
    assert findings(text, sender="seller", kind="other") == []


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(FOUND) >= 60
    assert len(LAWFUL) >= 60


def test_asking_for_the_sellers_fault_is_delivered_and_noted() -> None:
    found = findings("We are out of stock, please cancel your order.", sender="seller", kind="cancellation")
    assert refusals(found) == []
    assert [finding.fragment for finding in breaches(found)] == ["please cancel"]


def test_a_buyer_who_mentions_the_stock_breaches_nothing() -> None:
    assert rules_of("Is it sold out? Then please cancel my order.", sender="buyer") == []


@pytest.mark.parametrize("text", ["Please change your review", "Here is a coupon for your next order"])
def test_marketing_and_review_rules_bind_sellers_only(text: str) -> None:
    assert rules_of(text) != []
    assert rules_of(text, sender="buyer") == []


def test_buyers_may_not_send_links_or_contact_details_either() -> None:
    assert rules_of("see https://evil.example or joe@mail.example", sender="buyer") == [
        "no-links",
        "no-contact-details",
    ]


def test_a_phone_number_may_be_written_to_arrange_a_delivery() -> None:
    text = "The driver calls from (206) 555-0142."
    assert rules_of(text, kind="other") == ["no-contact-details"]
    assert rules_of(text, kind="arrange_delivery") == []
    assert rules_of("joe@mail.example", kind="arrange_delivery") == ["no-contact-details"]


OWN = "/w/demo/orders/900-1234567-7654321"


@pytest.mark.parametrize(
    ("link", "allowed"),
    [
        (f"http://localhost:8000{OWN}", True),
        (f"http://127.0.0.1:8000{OWN}/request-cancellation", True),
        (f"HTTP://LOCALHOST{OWN}.", True),
        (f"http://localhost{OWN}9", False),
        (f"http://evil.example{OWN}", False),
        (f"http://localhost@evil.example{OWN}", False),
        (f"http://localhost{OWN}/../../account", False),
        (f"http://localhost{OWN}/%2e%2e/x", False),
        ("http://localhost/w/demo/orders/900-0000000-0000000", False),
        (f"javascript://localhost{OWN}", False),
    ],
)
def test_only_links_to_the_orders_own_pages_pass(link: str, allowed: bool) -> None:
    assert ("no-links" not in rules_of(f"Open {link} please", own_paths=[OWN])) == allowed


def test_an_own_page_may_be_named_with_its_host() -> None:
    own = ["https://millpond.example/orders/1"]
    assert rules_of("see https://millpond.example/orders/1/cancel", own_paths=own) == []
    assert rules_of("see http://localhost/orders/1", own_paths=own) == ["no-links"]


def test_subjects_are_read_too() -> None:
    found = findings("Hello", "Visit www.lamps.example", sender="seller", kind="other")
    assert [(one.rule, one.part, one.fragment) for one in found] == [("no-links", "subject", "www.lamps.example")]


def test_a_finding_quotes_the_text_as_it_was_written() -> None:
    text = "Écrivez à JOE＠mail.example ﬁn"
    (found,) = findings(text, sender="seller", kind="other")
    assert found.fragment == "JOE＠mail.example"
    assert text[found.start : found.end] == found.fragment


def test_many_rules_can_speak_about_one_message() -> None:
    text = "Sold out! Please cancel. <b>Coupon code</b> at www.x.example, change your review, joe@mail.example"
    assert set(rules_of(text)) == {
        "plain-text-only",
        "no-links",
        "no-contact-details",
        "no-marketing",
        "no-review-pressure",
        "breach-asking-buyer",
    }


def test_an_empty_message_has_no_findings() -> None:
    assert findings("", sender="seller", kind="other") == []


@pytest.mark.parametrize(
    "text", ["please " * 500, "a@" * 1000, "0 1 " * 500, "<a " * 700, "a." * 1000, "review " * 400]
)
def test_hostile_texts_do_not_hold_the_rules_up(text: str) -> None:
    assert isinstance(findings(text[:2000], sender="seller", kind="other"), list)
