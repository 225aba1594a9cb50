"""Public addresses: how each is spelled, resolved, redirected or gone, and the audit of all ever handed out."""
