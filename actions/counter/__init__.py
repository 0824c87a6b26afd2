"""The person behind the counter: cards, queues, owners, talks, authority."""
