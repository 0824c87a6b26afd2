from storage import Database
from tests import city
from tests.talk import Talk, texts


async def test_smoke(db: Database) -> None:
    await city.build(db)
    talk = Talk(db)
    def show(ms):
        for m in ms: print(m["chat"], m["lane"], repr(m["text"]), m["buttons"])
        print("---")
    show(await talk.say(7, "hello there", "greet"))
    show(await talk.say(7, "third blackout this week and never a notice", "complaint_interruption"))
    show(await talk.press(7, "Yes, that is right"))
    show(await talk.say(7, "Jianshe Road 11", "inform"))
    show(await talk.press(7, "Skip"))
    show(await talk.press(7, "Here in the chat"))
    show(await talk.press(7, "Send"))
    show(await talk.press(903, "Take", chat=city.DESK))
    show(await talk.press(903, "Resolve", chat=city.DESK))
    show(await talk.send(903, {"text": "Fixed the line", "reply_to_message": {"message_id":1,"date":1,"chat":{"id":city.DESK,"type":"supergroup"},"from":{"id":1,"is_bot":True,"first_name":"b"}}}, chat=city.DESK))
    show(await talk.tick(days=1, minutes=1))
    show(await talk.press(7, "2"))
    show(await talk.say(7, "still bad", "complaint"))
    show(await talk.say(7, "my lights are out at Jianshe Road 12", "report_fault"))
    show(await talk.say(7, "a wire is down and sparking", "report_hazard"))

