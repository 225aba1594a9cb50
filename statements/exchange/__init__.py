"""What other programs read: exports of statements and lists, research packages, OAI-PMH.

``content`` reads the public records in lots; everything here is made from what it gives, so that no two outputs can
disagree and nothing that is not public can get into one of them.
"""
