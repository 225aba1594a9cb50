"""The search engines. Each is one package that answers the contract."""
