"""What each role may do, and which statements wait for whom."""
