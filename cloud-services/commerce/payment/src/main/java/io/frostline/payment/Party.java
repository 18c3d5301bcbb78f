package io.frostline.payment;

/** Who pays or is paid. */
sealed interface Party {
    Book book();

    record Customer(String id, Book book) implements Party {}

    /** The house's own accounts that others deal with; they are kept in the operating book. */
    enum House implements Party {
        /** Has what customers paid. */
        SALES,
        /** Where deposits come from. */
        WORLD;

        @Override
        public Book book() {
            return Book.OPERATING;
        }
    }
}
