"""Public addresses: how each is spelled, resolved, redirected or gone, and the audit of all there have ever been."""
