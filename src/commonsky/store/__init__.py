"""The record: what people decided and what was sent, with every change of it; the only room with state. Design note 012 says why."""
