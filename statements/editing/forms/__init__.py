"""What the desk's forms share: choosing a record, describing it, tables of rows."""
