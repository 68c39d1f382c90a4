"""The log of every act of every editor; nothing in it is changed or taken out."""
