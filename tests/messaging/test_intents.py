"""How messages are read, by side and language."""

import pytest

from messaging import phrasebook
from messaging.folding import fold_text
from messaging.intents import intent, intents, read_as

SELLER = [
    ("how_to_request", "en", "If you still want to cancel, please choose Request cancellation in Your Orders."),
    ("how_to_request", "en", "Please go to Your Orders and request cancellation there."),
    ("how_to_request", "en", "As you asked to cancel, please submit an official cancellation request."),
    ("how_to_request", "de", "Wenn Sie stornieren möchten, klicken Sie unter Meine Bestellungen auf Stornierung."),
    ("how_to_request", "fr", "Si vous souhaitez annuler, ouvrez Vos commandes et demandez l'annulation."),
    ("how_to_request", "es", "Si desea cancelar, vaya a Mis pedidos y solicite la cancelación."),
    ("how_to_request", "it", "Se desidera annullare, apra I miei ordini e richieda l'annullamento."),
    ("how_to_request", "nl", "Als u wilt annuleren, ga naar Mijn bestellingen en kies annuleren."),
    ("how_to_request", "ja", "キャンセルをご希望の場合は、注文履歴からキャンセルリクエストをお送りください。"),
    ("refuse_or_return", "en", "It already left our warehouse. Please refuse the delivery or return it for a refund."),
    ("refuse_or_return", "de", "Bitte verweigern Sie die Annahme oder senden Sie das Paket zurück."),
    ("refuse_or_return", "fr", "Le colis est parti. Vous pouvez refuser la livraison ou le renvoyer."),
    ("refuse_or_return", "ja", "受け取り拒否、または返品をお願いいたします。"),
    ("label_return", "en", "A shipping label was already bought, so we cannot cancel. Please return it for a refund."),
    ("label_return", "de", "Das Versandetikett ist bereits gekauft, bitte senden Sie die Ware zurück."),
    ("return_for_refund", "en", "It is on its way. You can return it for a refund once it arrives."),
    ("return_for_refund", "es", "Ya ha sido enviado, puede devolver el artículo para un reembolso."),
    ("return_for_refund", "it", "È già stato spedito, può restituire l'articolo per un rimborso."),
    ("reorder", "en", "We canceled the wrong order by mistake. Please place a new order if you still want it."),
    ("reorder", "nl", "Onze excuses, u kunt het artikel opnieuw bestellen."),
    ("ask_buyer_to_request", "en", "The item is out of stock. Please request cancellation in Your Orders."),
    ("ask_buyer_to_request", "en", "Could you please cancel your order?"),
    ("ask_buyer_to_request", "de", "Leider ausverkauft, bitte stornieren Sie Ihre Bestellung."),
    ("ask_buyer_to_request", "ja", "在庫切れのため、キャンセルリクエストをお願いいたします。"),
    ("honest_reason", "en", "We are sorry, the item is sold out and we had to cancel your order."),
    ("order_canceled", "en", "We have canceled your order as you wished."),
    ("support_decides", "en", "We opened a case: Seller Support decides about the cancellation."),
    ("asks_for_details", "en", "Could you confirm the engraving text for your order?"),
    ("shipped_notice", "en", "Your order has shipped."),
    ("delay_notice", "en", "It is delayed; please let us know if you would like to cancel your order."),
    ("delay_notice", "en", "Your order is delayed by snow."),
    ("thanks", "en", "Thank you for your order!"),
    ("apology", "fr", "Toutes nos excuses pour la gêne."),
    ("question", "en", "How can we help with your order?"),
    ("other", "en", "Noted for your order."),
]

BUYER = [
    ("cancel_wish", "en", "Please cancel my order"),
    ("cancel_wish", "en", "I ordered this by mistake"),
    ("cancel_wish", "en", "Can you still cancel this order?"),
    ("cancel_wish", "de", "Bitte stornieren Sie meine Bestellung"),
    ("cancel_wish", "fr", "Je voudrais annuler ma commande"),
    ("cancel_wish", "es", "Quiero cancelar mi pedido"),
    ("cancel_wish", "it", "Vorrei annullare il mio ordine"),
    ("cancel_wish", "nl", "Ik wil mijn bestelling annuleren"),
    ("cancel_wish", "ja", "注文をキャンセルしたいです"),
    ("keep_order", "en", "Never mind, I keep the order"),
    ("keep_order", "en", "Please do not cancel my order"),
    ("address_change", "en", "I need to change my address"),
    ("address_change", "de", "Die Adresse ist leider falsch"),
    ("where_is_it", "en", "Where is my parcel?"),
    ("where_is_it", "es", "¿Cuándo llega mi paquete?"),
    ("return_wish", "en", "I want to return the lamp"),
    ("refund_wish", "en", "When do I get my money back"),
    ("invoice_wish", "en", "I need an invoice"),
    ("complaint", "en", "The lamp arrived broken"),
    ("question", "en", "Which bulb does it use?"),
    ("thanks", "ja", "ありがとうございます"),
    ("other", "en", "Blue one."),
]


@pytest.mark.parametrize(("expected", "language", "text"), SELLER, ids=[f"{row[1]}: {row[2][:40]}" for row in SELLER])
def test_sellers_messages_are_read(expected: str, language: str, text: str) -> None:
    assert intent(text, language, sender="seller") == expected


@pytest.mark.parametrize(("expected", "language", "text"), BUYER, ids=[f"{row[1]}: {row[2][:40]}" for row in BUYER])
def test_buyers_messages_are_read(expected: str, language: str, text: str) -> None:
    assert intent(text, language, sender="buyer") == expected


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("cancel_wish", "Please cancel my order"),
        ("ask_buyer_to_request", "Please cancel your order, it is sold out"),
        ("how_to_request", "If you want to cancel your order, choose Request cancellation in Your Orders"),
    ],
)
def test_without_a_sender_the_words_tell_who_speaks(expected: str, text: str) -> None:
    assert intent(text, "en") == expected


def test_the_template_decides_before_the_words() -> None:
    assert intent("Please cancel your order", "en", sender="seller", known="how_to_request") == "how_to_request"
    assert intent("Your order has shipped", "en", sender="seller", known="unheard of") == "shipped_notice"


def test_a_message_in_another_language_than_announced_is_read_all_the_same() -> None:
    assert intent("Bitte stornieren Sie meine Bestellung", "en-US", sender="buyer") == "cancel_wish"
    assert intent("Please cancel my order", "sv_SE", sender="buyer") == "cancel_wish"


def test_every_intent_has_words_to_be_shown_in() -> None:
    assert read_as("how_to_request") == "how to request"
    assert {row[0] for row in SELLER + BUYER} == set(intents())


@pytest.mark.parametrize("language", [one for one in phrasebook.LANGUAGES if one != "any"])
def test_every_language_knows_every_clue(language: str) -> None:
    assert set(phrasebook.phrases(language)) == set(phrasebook.phrases("en"))


def test_choices_in_phrases_do_not_nest() -> None:
    with pytest.raises(ValueError, match="do not nest"):
        phrasebook.compiled("(a|b (c|d)", spaced=True)


@pytest.mark.parametrize(
    ("line", "text", "hit"),
    [
        ("cancel [the] order", "cancel order", True),
        ("cancel [the] order", "cancel  the order", True),
        ("cancel [the] order", "cancel every order", False),
        ("please ... cancel", "please do it soon: cancel", True),
        ("please ... cancel", "please wait. cancel", False),
        ("cancel*", "cancellation", True),
        ("cancel", "cancellation", False),
        ("# percent off", "20 percent off", True),
        ("d'annul*", "d'annuler", True),
    ],
)
def test_a_phrase_means_what_its_notation_says(line: str, text: str, hit: bool) -> None:
    assert any(True for _ in phrasebook.compiled(line, spaced=True).spans(fold_text(text))) == hit
