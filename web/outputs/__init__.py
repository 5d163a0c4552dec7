"""What an evening leaves behind: plots, documents, tables, archive. All from the record as plain data, never from the
log; nothing in here knows a dialogue or a request but `pages`.
"""
