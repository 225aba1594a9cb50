"""How requests are let in: who is asking, lanes, slots and queues, budgets, counters. Plain Python, no Django."""
