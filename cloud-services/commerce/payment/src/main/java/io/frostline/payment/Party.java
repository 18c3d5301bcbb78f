package io.frostline.payment;

sealed interface Party {
    Book book();

    record Customer(String id, Book book) implements Party {}

    /** House accounts that others deal with; they are in the operating book. */
    enum House implements Party {
        /** Account that receives customers' payments. */
        SALES,
        /** Source of deposits. */
        WORLD;

        @Override
        public Book book() {
            return Book.OPERATING;
        }
    }
}
