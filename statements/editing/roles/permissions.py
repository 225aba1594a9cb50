"""The permissions that the desk asks for.

The groups (contributor, editor, curator) are made by a migration and can be changed in the admin; code asks for
permissions only, never for names of groups.
"""

PUBLISH = "statements.publish_statement"
WITHDRAW = "statements.withdraw_statement"
MERGE = "statements.merge_statement"
IMPORT = "statements.import_statements"
