"""The database: connection, column types, transactions that write, migrations."""
