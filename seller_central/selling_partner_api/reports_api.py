"""Reports 2021-06-30: a program asks for a report, waits, and fetches its document; or has it made on a schedule."""

from typing import Any

from seller_central import reports
from seller_central.reports import schedules
from seller_central.selling_partner_api import asking, document_addresses
from seller_central.selling_partner_api.answering import denied, invalid
from seller_central.selling_partner_api.feeds_api import marketplaces, own_document
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.job_lists import job_number, listing, states
from simulator.acting import reading
from simulator.errors import BadInput
from simulator.events import iso
from simulator.outgoing import Report, ReportSchedule

ROOT = "/reports/2021-06-30"


@operation("POST", f"{ROOT}/reports", "createReport", 0.0167, 15, status=202)
def create_report(call: Call) -> dict[str, Any]:
    """Ask for a report; it is made at once."""
    sent = asking.body()
    kind = asking.wanted(sent, "reportType", largest=120)
    markets, options = marketplaces(sent), asking.optional(sent, "reportOptions", dict) or {}
    start, end = (
        asking.read_instant(sent[name], name) if sent.get(name) else None for name in ("dataStartTime", "dataEndTime")
    )
    try:
        report = reports.request_report(call.home, call.world, call.seller_id, kind, start, end, options, markets)
    except BadInput as no:
        raise invalid("Invalid Input", no.message) from None
    return {"reportId": str(report.id)}


@operation("GET", f"{ROOT}/reports", "getReports", 0.0222, 10)
def get_reports(call: Call) -> dict[str, Any]:
    """List the seller's reports, newest first."""
    schedules.make_due(call.home, call.world, call.seller_id)
    return listing(call, Report, "reportTypes", "reports", _told)


@operation("GET", f"{ROOT}/reports/<number>", "getReport", 2, 15)
def get_report(call: Call, number: str) -> dict[str, Any]:
    """Tell how far a report is."""
    return _told(reports.find(call.home, call.world, call.seller_id, job_number(number)))


@operation("DELETE", f"{ROOT}/reports/<number>", "cancelReport", 0.0222, 10)
def cancel_report(call: Call, number: str) -> dict[str, Any]:
    """Call a report off that waits; only a world's faults let one wait for long."""
    if not reports.cancel(call.home, call.world, call.seller_id, job_number(number)):
        raise invalid("Invalid Input", f"Report {number} is no longer IN_QUEUE and cannot be canceled.")
    return {}


@operation("GET", f"{ROOT}/documents/<document_id>", "getReportDocument", 0.0167, 15)
def get_report_document(call: Call, document_id: str) -> dict[str, Any]:
    """Say where a report can be fetched; one with personal data wants a restricted token."""
    document = own_document(call, document_id)
    if call.elements is None and _is_restricted(call, document_id):
        raise denied()
    return {"reportDocumentId": document.id, "url": document_addresses.address(document.id)}


@operation("POST", f"{ROOT}/schedules", "createReportSchedule", 0.0222, 10, status=201)
def create_report_schedule(call: Call) -> dict[str, Any]:
    """Have a report made again and again."""
    sent = asking.body()
    kind, period = asking.wanted(sent, "reportType", largest=120), asking.wanted(sent, "period", largest=8)
    first = sent.get("nextReportCreationTime")
    options = asking.optional(sent, "reportOptions", dict) or {}
    try:
        made = schedules.create(
            call.home, call.world, call.seller_id, kind, period, options, marketplaces(sent),
            asking.read_instant(first, "nextReportCreationTime") if first else None,
        )  # fmt: skip
    except BadInput as no:
        raise invalid("Invalid Input", no.message) from None
    return {"reportScheduleId": str(made.id)}


@operation("GET", f"{ROOT}/schedules", "getReportSchedules", 0.0222, 10)
def get_report_schedules(call: Call) -> dict[str, Any]:
    """List the seller's schedules of these reports."""
    kinds = asking.texts("reportTypes", most=10, known=frozenset(reports.REPORT_TYPES))
    if not kinds:
        raise invalid("Invalid Input", "reportTypes is required.")
    found = schedules.listed(call.home, call.world, call.seller_id)
    return {"reportSchedules": [_schedule(one) for one in found if one.report_type in kinds]}


@operation("GET", f"{ROOT}/schedules/<number>", "getReportSchedule", 0.0222, 10)
def get_report_schedule(call: Call, number: str) -> dict[str, Any]:
    """Describe a schedule."""
    return _schedule(schedules.find(call.home, call.world, call.seller_id, job_number(number)))


@operation("DELETE", f"{ROOT}/schedules/<number>", "cancelReportSchedule", 0.0222, 10)
def cancel_report_schedule(call: Call, number: str) -> dict[str, Any]:
    """End a schedule."""
    schedules.remove(call.home, call.world, call.seller_id, job_number(number))
    return {}


def _is_restricted(call: Call, document_id: str) -> bool:
    with reading(call.home, call.world) as moment:
        found = moment.session.query(Report.report_type).filter(Report.document == document_id).scalar()
    return bool(found and reports.report_type(found).is_restricted)


def _told(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reportId": str(report.id),
        "reportType": report.report_type,
        "dataStartTime": iso(report.start_at),
        "dataEndTime": iso(report.end_at),
        **states(report),
    }
    if report.schedule_id:
        told["reportScheduleId"] = str(report.schedule_id)
    return told | ({"reportDocumentId": report.document} if report.document else {})


def _schedule(one: ReportSchedule) -> dict[str, Any]:
    return {
        "reportScheduleId": str(one.id),
        "reportType": one.report_type,
        "marketplaceIds": one.marketplace_ids,
        "reportOptions": one.options,
        "period": one.period,
        "nextReportCreationTime": iso(one.next_at),
    }
