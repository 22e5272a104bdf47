"""The guard lets a good teacher speak."""

from bot.evaluation import good_replies
from tutoring.guard import Scene, judge_reply
from tutoring.reading import reader


def test_next_to_no_good_reply_of_the_written_set_is_refused() -> None:
    judged = list(good_replies.replies(reader()))
    refused = [(good.said, good.reply, good.why) for good in judged if not good.judgement.allowed]
    assert len(judged) >= 90
    assert {good.lang for good in judged} == {"es", "en"}
    assert len(refused) <= good_replies.ALLOWED * len(judged), refused


def test_the_same_replies_are_refused_where_their_numbers_are_nobodys() -> None:
    judged = [good for good in good_replies.replies(reader()) if any(char.isdigit() for char in good.reply)]
    elsewhere = [good for good in judged if not judge_reply(good.reply, Scene(good.lang, ())).allowed]
    assert len(elsewhere) > 0.8 * len(judged) > 20
