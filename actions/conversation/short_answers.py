"""What people say in a few words whatever they were asked: yes, no, don't know, won't say.

Read beside the model, which knows them only out of context.
"""

import re

SHORT = 16
"""Chinese letters, or four times as many characters of other writing: longer is no short answer."""

YES = re.compile(
    r"\W*(?:(?:嗯+|好+|行|可以|对|對|是|没错|沒錯|没问题|沒問題|确认|確認|确定|確定|肯定|当然|當然|冇错|冇錯|冇问题|冇問題|不错|不錯|(?:no|not a) problem|no worries|why not|ok(?:ay)?|yes|yep|yeah|sure|fine|correct|right|"
    r"looks? (?:good|fine|right|ok(?:ay)?)|(?:all|that['’]?s) (?:good|fine|right|correct)|perfect|go ahead|of course|definitely|absolutely|certainly|please do|do it|i(?:['’]m| am) sure|"
    r"(?:please )?(?:send|submit)(?: it)?|(?:发|發|送|提交|送出)(?:出)?|啱)(?:please|吧|的|了|啊|呀|喔|哦|耶|啦|就这样|就這樣)*\W*)++",
    re.IGNORECASE,
)
NO = re.compile(
    r"没|沒|冇|無|无|不用|不要|不必|不需要|唔使|唔要|免了|"
    r"\b(?:no|nope|none|don['’]?t have|haven['’]?t|not (?:now|needed|necessary)|without|can['’]?t)\b",
    re.IGNORECASE,
)
SKIPS = re.compile(
    r"\W*(skip|跳过|跳過|略过|略過|没有|沒有|冇|无|none|done|submit|send it|提交|就这样|就這樣|没照片|没有照片|沒有照片|冇相)\W*",
    re.I,
)
UNSAID = re.compile(
    r"不知道|不清楚|不太清楚|不晓得|不曉得|不确定|不確定|唔知|唔清楚|[记記]不[得清]|忘[记記了]|"
    r"不(?:太)?想(?:说|說|讲|講|透露|留|给|給|提供)|唔想[讲講]|不(?:太)?方便(?:说|說|讲|講|透露|留|给|給|提供)|"
    r"不告[诉訴]|保密|[关關]你(?:什么|什麼|啥|屁)?事|不[关關]你|"
    r"\b(?:(?:do|did)n['’]?t know|dunno|idk|no idea|no clue|not sure|(?:can['’]?t|don['’]?t|do not) remember|(?:rather|prefer) not|"
    r"none of your|not your business|not telling|won['’]?t (?:say|tell)|don['’]?t (?:want|wish) to (?:say|tell|give|share))\b",
    re.IGNORECASE,
)
STARTS_YES = re.compile(
    r"\W*(?:对的?|對的?|是的?|没错|沒錯|嗯+|系|係|yes|yeah|yep)(?:[\s,，.。!！]|$)", re.IGNORECASE
)
STARTS_NO = re.compile(
    r"\W*(?:不是|不对|不對|唔系|唔係|不|no|nope|nah)(?:的|啊|呀)?(?:[\s,，.。!！]|$)", re.IGNORECASE
)
LEAVES = re.compile(
    r"\W*(?:算了)?[，,\s]*(?:我|那|就|先|还是|還是|暂时|暫時)*不(?:想|要)?(?:投诉|投訴|客诉|客訴|报修|報修|报|報|办|辦|弄|搞|填)(?:了|啦)?(?:吧|哦|喔)?\W*|"
    r"\W*i (?:don['’]?t|do not|no longer) want to (?:complain|report|do (?:this|that))(?: it)?(?: any ?more| now)?\W*",
    re.IGNORECASE,
)
"""Not this matter any more, in whatever words the form is called."""
GO_ON = re.compile(
    r"继续|繼續|接着|接著|\b(?:go on|continue|carry on|let['’]?s go|resume)\b", re.IGNORECASE
)
STOP = re.compile(
    r"不(?:用|要|必|办|辦|弄|想)|算了|取消|唔使|\b(?:stop|cancel|never ?mind|forget|drop|don['’]?t|no)\b",
    re.IGNORECASE,
)


ANEW = re.compile(
    r"重新(?:来|來|申请|申請|填|开始|開始|办|辦|报|報|弄)|从头(?:再)?(?:来|开始)|從頭(?:再)?(?:來|開始)|\b(?:start|begin) (?:over|again|anew|afresh)\b",
    re.IGNORECASE,
)
"""What was answered so far is not meant to stand."""
KEEPS = re.compile(
    r"(?:别|別|不要|唔好|先不)(?:先|急着|急著)?(?:取消|删|刪|退出|提交|送出?|发|發|send)|"
    r"\b(?:don['’]?t|do not|never|not)\b.{0,8}\b(?:cancel|stop|delete|drop|send|submit)\b",
    re.IGNORECASE,
)
"""Not to be stopped, or not to be sent yet: what is open stays as it is."""
REFUSES = re.compile(
    r"\W*(?:(?:还|還)?不(?:可以|行|能|太?对|太?對)|唔(?:可以|得|ok)|not (?:yes|ok(?:ay)?|really|right)|不是的?|不对|不對|唔系|唔係|不要|不用|不必|不了|不|没有|沒有|冇|唔使|唔要|否|no|nope|nah|not yet|not now|no,? thanks?(?: you)?|no way|don['’]?t)"
    r"(?:的|了|啊|呀|啦|喔|哦)*(?:[,，;.。!！].*|\W*)",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"[?？]|吗|嗎|呢|咩|几|幾|怎么|怎麼|点样|點樣|多少|^(what|when|where|how|is|are|do|can)\b", re.I
)
"""A question, whatever it is about."""
BUT = re.compile(r"\d|[?？]|但|不过|不過|除了|\b(?:but|except|only|however)\b", re.IGNORECASE)
"""A yes or no with a condition is more than one."""


NEGATES = re.compile(
    r"不|没|沒|唔|冇|别|別|未|[点點]可|也许|也許|可能|\b(?:no|not|never|nope|nah|cannot|maybe|perhaps|hardly)\b|n['’]?t\b",
    re.IGNORECASE,
)
"""What makes a yes none, whatever the model takes it for."""


def agrees(text: str, intent: str) -> bool:
    """A yes, in words of which the model alone knows that they are one too."""
    plain = is_short(text) and not BUT.search(text) and not NEGATES.search(text)
    return is_yes(text) or (intent == "affirm" and plain)


def refuses(text: str, intent: str) -> bool:
    """A no in whatever words; so is a yes that holds a negation or a doubt."""
    plain = is_short(text) and not BUT.search(text)
    denied = intent == "deny" or (intent == "affirm" and bool(NEGATES.search(text)))
    return is_no(text) or (denied and plain)


def is_yes(text: str) -> bool:
    """Whether a message is a yes and nothing else."""
    if re.search("[?？]", text):
        return False
    if YES.fullmatch(text):
        return True
    return bool(STARTS_YES.match(text)) and is_short(text) and not BUT.search(text)


def is_no(text: str) -> bool:
    """Whether a message is a no and nothing else."""
    return bool(REFUSES.fullmatch(text)) and is_short(text) and not BUT.search(text)


def is_short(text: str) -> bool:
    """Whether a message is a few words: an answer, no story."""
    weight = sum(1 if "㐀" <= letter <= "鿿" else 0.25 for letter in text.strip())
    return weight <= SHORT
