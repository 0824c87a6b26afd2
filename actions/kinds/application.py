"""An application: new supply, more capacity, change of name, solar, a charger, or to close the account."""

from dataclasses import replace
from typing import Any

from actions.conversation import asking, contact
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, RESOLVE, TAKE, WORKED_ON, Step
from actions.work import Turn, Work
from locales import mark, text

_ = mark

CONNECTED = Step("connected", _("Connected"), "connected", ("taken", "contacted", "arrived"),
                 ("first_contact", "answer", "connection"),
                 _("{number}: it is connected."), _("it was connected"))  # fmt: skip
CLOSE = replace(RESOLVE, since=(*WORKED_ON, "connected"))
# Figures differ by the voltage of the supply (State Grid's ten commitments; policy.yml).
SUPPLIES = {
    "household": _("A home"), "low_voltage": _("A shop or office (low voltage)"),
    "high_voltage": _("High voltage, fed from one side"),
    "high_voltage_double": _("High voltage, fed from two sides"),
}  # fmt: skip


def _papers(work: Work, facts: dict[str, Any], language: str) -> list[str]:
    """What the customer should have ready, as policy.yml lists it for the subclass."""
    rules = work.policy.kinds.get("application")
    listed = rules.papers.get(facts.get("subclass") or "", []) if rules else []
    title = text(language, _("Please have these papers ready:"))
    return [title, *(f"· {paper[language]}" for paper in listed)] if listed else []


async def _hears(turn: Turn, state: dict[str, Any]) -> bool:
    from actions.matters import applying  # which needs all kinds

    return await applying.hears(turn, state)


KIND = Kind(
    name="application",
    title=_("Application"),
    intents=("ask_connection",),
    opening=_("New supply, more capacity, a change of name, solar or a charger: a colleague of ours prepares it with you."),
    words=_("What would you like to have connected or changed?"),
    done=_("Your request is recorded."),
    questions=(asking.PLACE, contact.QUESTION),
    steps=(TAKE, CONTACTED, ARRIVED, CONNECTED, CLOSE),
    states={"connected": _("connected")},
    final=("connected", "resolved", "withdrawn"),
    subclasses={
        "new_supply": _("New supply"), "capacity": _("More capacity"),
        "name": _("Change of name"), "solar": _("Solar"), "charger": _("Charger"),
        "closing": _("Closing an account"),
    },
    details={"new_supply": SUPPLIES, "capacity": SUPPLIES},
    clues={
        "new_supply": r"新装|报装|装表|接电|通电|开户|新(?:房|店|厂)|\bnew (?:supply|connection|house|meter|building|shop)|\bconnect",
        "capacity": r"增容|三相|动力电|\b(?:3|three).?phase\b|\bmore amps\b|扩容|加大容量|容量不够|\bcapacity\b|\b(?:more|higher|stronger) power\b|\bupgrade",
        "name": r"过户|户名|(?:前|原|旧|上一?任)(?:房东|房主|业主|户主|主人|租客)|二手房|\b(?:previous|old|former|last) (?:owner|tenant|holder|landlord)(?:'?s)?\b|\bin(?:to)? (?:\w+ )?\w+'?s name\b|\bwhose name\b|\bjust (?:bought|inherited) (?:the|a|this|my|our) \w+\b|\bin(?:to)? (?:my|our|his|her) (?:own )?name\b|\bname on\b|更名|改名|换名|换户主|户主|\bchange .{0,12}\bname\b|\bname (?:change|transfer)|\btransfer",
        "solar": r"光伏|太阳能|\bsolar\b|\bpv\b|photovoltaic",
        "charger": r"充电桩|充电器|电动(?:车|汽车)|\bcharg(?:er|ing)\b|\bev\b|electric (?:car|vehicle)|wallbox",
        "closing": r"销户|注销(?:用?电?户|账户|帐户|用电)|(?:退租|搬走|搬出|不住了).{0,16}(?:电|户)|\b(?:clos(?:e|ing)|end(?:ing)?|terminat(?:e|ing)) (?:my|our|the|an?|this) (?:\w+ )?(?:account|supply|contract|meter)\b|\bmov(?:e|ing|ed) out\b|\bfinal (?:bill|invoice|meter reading)\b",
        "household": r"住宅|住房|自住|家里|我家|新房|公寓|\b(?:home|house|flat|apartment|household)\b",
        "low_voltage": r"商铺|店|餐馆|办公|\b(?:shop|office|restaurant|store|cafe)\b",
        "high_voltage": r"高压|专变|\bhigh.voltage\b",
        "high_voltage_double": r"双电源|双回路|\b(?:two|dual|double) (?:lines?|feeds?|sides?|supplies)\b",
    },
    shows=_papers,
    hears=_hears,
)  # fmt: skip
