CREATE TABLE customers (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  name varchar(200) NOT NULL,
  email varchar(200) NOT NULL,
  city varchar(200),
  newsletter boolean NOT NULL DEFAULT false,
  since timestamp NOT NULL DEFAULT current_timestamp()
);

CREATE TABLE products (
  sku varchar(20) PRIMARY KEY,
  name varchar(200) NOT NULL,
  price decimal(10, 2) NOT NULL,
  stock integer NOT NULL,
  tags json NOT NULL,
  details json
);

CREATE TABLE orders (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  customer_id bigint NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'placed',
  total decimal(12, 2) NOT NULL DEFAULT 0,
  note varchar(200),
  placed_at timestamp NOT NULL DEFAULT current_timestamp()
);

CREATE TABLE order_lines (
  order_id bigint NOT NULL,
  line integer NOT NULL,
  sku varchar(20) NOT NULL,
  quantity integer NOT NULL,
  price decimal(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);

-- what visitors have put into their carts; emptied now and then
CREATE TABLE carts (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  sku varchar(20) NOT NULL,
  added_at timestamp NOT NULL DEFAULT current_timestamp()
);
